import { useLocation, useNavigate } from '@tanstack/react-router'
import {
  lazy,
  Suspense,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
} from 'react'

import { administers } from '../../session/may.ts'
import { useChangeSettings, useSettings } from '../../session/preferences.ts'
import { useAreas } from '../../session/use-me.ts'
import { isRailFolded, usesSingleKeys } from '../display-settings.ts'
import type { Scheme } from '../scheme.ts'
import { MAC } from './key-hint.tsx'
import { keyName, keyStep } from './key-step.ts'
import { CommandRegistry } from './registry.ts'
import { CommandContext, useCommands } from './use-commands.ts'

/** Listens to keys, and shows the palette and the list of all keys over the page. */
export function CommandCenter({ children }: { readonly children: ReactNode }): ReactElement {
  const registry = useMemo(() => new CommandRegistry(), [])
  const singleKeys = usesSingleKeys(useSettings().data)
  const begun = useRef({ text: '', at: 0 })
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const name = keyName(event, MAC)
    if (name === undefined || event.defaultPrevented || isModalOpen()) return
    const { text, at } = begun.current
    const pressed = event.timeStamp - at < PATIENCE_MS ? `${text}${name}` : name
    const place = { typing: isTyping(event), singleKeys }
    const step = keyStep(pressed, registry.available(), place)
    begun.current =
      step.type === 'wait' ? { text: `${pressed} `, at: event.timeStamp } : { text: '', at: 0 }
    if (step.type === 'none') return
    event.preventDefault()
    if (step.type === 'run') registry.run(step.id)
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])
  return (
    <CommandContext value={registry}>
      <GlobalCommands />
      {children}
    </CommandContext>
  )
}

/** What can be done on every page. */
function GlobalCommands(): ReactElement | null {
  const [over, setOver] = useState<'palette' | 'keys'>()
  const { mutate } = useChangeSettings()
  const areas = useAreas()
  const navigate = useNavigate()
  const clusters = useLocation({
    select: ({ search }) => ('clusters' in search ? search.clusters : undefined),
  })
  const choose = (scheme: Scheme) => () => mutate((settings) => ({ ...settings, scheme }))
  useCommands({
    palette: () => setOver('palette'),
    keys: () => setOver('keys'),
    rail: () => mutate((settings) => ({ ...settings, railFolded: !isRailFolded(settings) })),
    link: () => void navigator.clipboard.writeText(location.href),
    light: choose('light'),
    dark: choose('dark'),
    auto: choose('auto'),
    'go-overview': () => void navigate({ to: '/', search: { clusters } }),
    'go-explorer': () => void navigate({ to: '/explore', search: { clusters } }),
    'go-plugins': () => void navigate({ to: '/p', search: { clusters } }),
    'go-clusters': areas.has('clusters') ? () => void navigate({ to: '/clusters' }) : undefined,
    'go-administration': administers(areas) ? () => void navigate({ to: '/admin' }) : undefined,
    'go-settings': () =>
      void navigate({ to: '/settings/$section', params: { section: 'security' } }),
  })
  if (over === undefined) return null
  const close = () => setOver(undefined)
  return (
    <Suspense>
      {over === 'palette' ? <Palette onClose={close} /> : <KeyList onClose={close} />}
    </Suspense>
  )
}

const Palette = lazy(async () => ({ default: (await import('../palette/palette.tsx')).Palette }))
const KeyList = lazy(async () => ({ default: (await import('./key-list.tsx')).KeyList }))

/** What is over the page has the keys. */
function isModalOpen(): boolean {
  return document.querySelector('dialog[open], [aria-modal=true]') !== null
}

function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest(TYPED) !== null
}

const TYPED =
  'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true], [role=menu], [role=dialog]'

/** How long a key that begins something waits for the next. */
const PATIENCE_MS = 1_500
