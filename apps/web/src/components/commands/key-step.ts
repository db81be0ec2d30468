import { commandOf, type CommandId } from './commands.ts'

/** What keys that were pressed one after the other lead to. */
export type KeyStep =
  | { readonly type: 'run'; readonly id: CommandId }
  /** They begin something. */
  | { readonly type: 'wait' }
  | { readonly type: 'none' }

export interface KeyPlace {
  /** Text is typed, or a menu or a dialog has the keys. */
  readonly typing: boolean
  /** Whether the reader wants keys that work alone. */
  readonly singleKeys: boolean
}

/** `pressed`: names of keys with a blank between them. Of two commands with the same keys the first of `available` is meant. */
export function keyStep(
  pressed: string,
  available: readonly CommandId[],
  place: KeyPlace,
): KeyStep {
  const keys = available.flatMap((id) =>
    commandOf(id).keys.flatMap((sequence) => (listens(sequence, place) ? [{ id, sequence }] : [])),
  )
  const found = keys.find(({ sequence }) => sequence === pressed)
  if (found !== undefined) return { type: 'run', id: found.id }
  return { type: keys.some(({ sequence }) => sequence.startsWith(`${pressed} `)) ? 'wait' : 'none' }
}

function listens(sequence: string, { typing, singleKeys }: KeyPlace): boolean {
  if (sequence.startsWith('Mod+')) return true
  return !typing && (singleKeys || sequence === 'Escape')
}

type KeyPressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>

/** The name of a key as commands write it; nothing for what belongs to the browser or the system. */
export function keyName(
  { key, ctrlKey, metaKey, altKey }: KeyPressed,
  mac: boolean,
): string | undefined {
  const mod = mac ? metaKey : ctrlKey
  if (altKey || (mac ? ctrlKey : metaKey)) return undefined
  const name = key === ' ' ? 'Space' : key
  return mod ? `Mod+${name.toLowerCase()}` : name
}

/** How a key is written where people read it. */
export function keyLabels(sequence: string, mac: boolean): readonly string[] {
  return sequence
    .split(/[ +]/u)
    .map((name) => (name === 'Mod' && mac ? '⌘' : (LABELS[name] ?? name.toUpperCase())))
}

const LABELS: Readonly<Record<string, string>> = {
  Mod: 'Ctrl',
  Escape: 'Esc',
  ArrowDown: '↓',
  ArrowUp: '↑',
  PageDown: 'Page down',
  PageUp: 'Page up',
  Home: 'Home',
  End: 'End',
  Enter: 'Enter',
  Space: 'Space',
}
