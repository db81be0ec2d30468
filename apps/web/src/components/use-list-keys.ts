import type { Health } from '@argus/contracts/row'
import { useEffect, useEffectEvent } from 'react'

import { HEALTH_ORDER } from '../live/row-compare.ts'

/** What single keys do in a list, wherever on the page the focus is, as long as no text is typed. */
export interface ListKeys {
  readonly find: () => void
  readonly sort: () => void
  readonly health: (health: Health) => void
  readonly step: (by: number) => void
  readonly close: () => void
  /** Further keys, by their letter. */
  readonly more: Readonly<Record<string, () => void>>
}

export function useListKeys(keys: ListKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const action = isTyping(event) ? undefined : actionOf(event.key, keys)
    if (action === undefined) return
    event.preventDefault()
    action()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])
}

function actionOf(key: string, keys: ListKeys): (() => void) | undefined {
  const health = HEALTH_ORDER[Number(key) - 1]
  if (health !== undefined) return () => keys.health(health)
  switch (key) {
    case '/':
      return keys.find
    case 's':
      return keys.sort
    case 'j':
      return () => keys.step(1)
    case 'k':
      return () => keys.step(-1)
    case 'Escape':
      return keys.close
    default:
      return Object.hasOwn(keys.more, key) ? keys.more[key] : undefined
  }
}

function isTyping({ target }: KeyboardEvent): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [role=menu], [role=dialog]') !== null
  )
}
