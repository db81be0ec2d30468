import type { ReactElement } from 'react'

import { commandOf, type CommandId } from './commands.ts'
import { keyLabels } from './key-step.ts'
import classes from './key-hint.module.css'

/** The keys of a command, drawn as keys; only the first where several do the same. */
export function KeyHint({ command }: { readonly command: CommandId }): ReactElement | null {
  const [sequence] = commandOf(command).keys
  return sequence === undefined ? null : <Keys sequence={sequence} />
}

export function Keys({ sequence }: { readonly sequence: string }): ReactElement {
  return (
    <span className={classes['keys']}>
      {keyLabels(sequence, MAC).map((label) => (
        <kbd key={label}>{label}</kbd>
      ))}
    </span>
  )
}

/** What a title holds of a command that has a key: `Overview (G O)`. */
export function titled(name: string, command: CommandId): string {
  const [sequence] = commandOf(command).keys
  return sequence === undefined ? name : `${name} (${keyLabels(sequence, MAC).join(' ')})`
}

export const MAC = /Mac|iP(?:hone|ad)/u.test(navigator.userAgent)
