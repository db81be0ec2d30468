/** Something that a key does, or the palette. */
export interface Command {
  readonly name: string
  readonly area: Area
  /** Keys that do it, any of them; several names are pressed one after the other. `Mod` is Ctrl, or ⌘ on a Mac. */
  readonly keys: readonly string[]
  /** Whether the palette offers it while it can be done. */
  readonly offered?: boolean
}

export const AREAS = [
  'Everywhere',
  'Go to',
  'In a list',
  'On a row',
  'In an open object',
  'When comparing',
] as const
type Area = (typeof AREAS)[number]

/** All that keys do, and the only place that says which: what listens, what hints and the list of all keys read it. */
const COMMANDS = {
  palette: { name: 'Find anything', area: 'Everywhere', keys: ['Mod+k'] },
  keys: { name: 'Show all keys', area: 'Everywhere', keys: ['?'], offered: true },
  scope: { name: 'Choose clusters', area: 'Everywhere', keys: ['c'], offered: true },
  rail: { name: 'Fold the rail, or open it', area: 'Everywhere', keys: ['['], offered: true },
  link: { name: 'Copy the link to this view', area: 'Everywhere', keys: ['l'], offered: true },
  close: { name: 'Close what is innermost', area: 'Everywhere', keys: ['Escape'] },
  light: { name: 'Light colours', area: 'Everywhere', keys: [], offered: true },
  dark: { name: 'Dark colours', area: 'Everywhere', keys: [], offered: true },
  auto: { name: 'Colours as the system', area: 'Everywhere', keys: [], offered: true },
  'go-overview': { name: 'Overview', area: 'Go to', keys: ['g o'] },
  'go-explorer': { name: 'Explorer', area: 'Go to', keys: ['g e'] },
  'go-plugins': { name: 'Plugins', area: 'Go to', keys: ['g p'] },
  'go-clusters': { name: 'Clusters', area: 'Go to', keys: ['g c'] },
  'go-administration': { name: 'Administration', area: 'Go to', keys: ['g a'] },
  'go-settings': { name: 'Settings', area: 'Go to', keys: ['g s'] },
  find: { name: 'Filter by text', area: 'In a list', keys: ['/'], offered: true },
  filter: { name: 'Add a filter', area: 'In a list', keys: ['f'], offered: true },
  failed: { name: 'Failed only', area: 'In a list', keys: ['1'], offered: true },
  'in-progress': { name: 'In progress only', area: 'In a list', keys: ['2'] },
  terminating: { name: 'Terminating only', area: 'In a list', keys: ['3'] },
  unknown: { name: 'Unknown only', area: 'In a list', keys: ['4'] },
  current: { name: 'Current only', area: 'In a list', keys: ['5'] },
  sort: { name: 'Sort now', area: 'In a list', keys: ['s'], offered: true },
  pause: { name: 'Pause, or resume', area: 'In a list', keys: ['p'], offered: true },
  columns: { name: 'Choose columns', area: 'In a list', keys: ['.'], offered: true },
  density: { name: 'Closer or wider rows', area: 'In a list', keys: ['d'], offered: true },
  export: { name: 'Export', area: 'In a list', keys: ['e'], offered: true },
  view: { name: 'Save this view', area: 'In a list', keys: ['v'], offered: true },
  next: { name: 'Next row', area: 'On a row', keys: ['j', 'ArrowDown'] },
  previous: { name: 'Previous row', area: 'On a row', keys: ['k', 'ArrowUp'] },
  first: { name: 'First row', area: 'On a row', keys: ['Home'] },
  last: { name: 'Last row', area: 'On a row', keys: ['End'] },
  'page-down': { name: 'A page on', area: 'On a row', keys: ['PageDown'] },
  'page-up': { name: 'A page back', area: 'On a row', keys: ['PageUp'] },
  open: { name: 'Open the object', area: 'On a row', keys: ['Enter'] },
  select: {
    name: 'Select the row; with Shift all between',
    area: 'On a row',
    keys: ['x', 'Space'],
  },
  'tab-summary': { name: 'Summary', area: 'In an open object', keys: ['1'] },
  'tab-yaml': { name: 'YAML', area: 'In an open object', keys: ['2'] },
  'tab-conditions': { name: 'Conditions', area: 'In an open object', keys: ['3'] },
  'tab-changes': { name: 'Changes', area: 'In an open object', keys: ['4'] },
  'tab-related': { name: 'Related', area: 'In an open object', keys: ['5'] },
  'tab-clusters': { name: 'Other clusters', area: 'In an open object', keys: ['6'] },
  'previous-change': { name: 'Previous change', area: 'In an open object', keys: [','] },
  'next-change': { name: 'Next change', area: 'In an open object', keys: ['.'] },
  'object-page': { name: 'Open as a page', area: 'In an open object', keys: ['o'], offered: true },
  compare: {
    name: 'Compare with other clusters',
    area: 'In an open object',
    keys: ['m'],
    offered: true,
  },
  'copy-name': { name: 'Copy the name', area: 'In an open object', keys: ['y'], offered: true },
  'next-difference': { name: 'Next difference', area: 'When comparing', keys: ['n'] },
  'previous-difference': { name: 'Previous difference', area: 'When comparing', keys: ['N'] },
  'swap-sides': { name: 'Swap the sides', area: 'When comparing', keys: ['x'], offered: true },
  'add-cluster': { name: 'Add a cluster', area: 'When comparing', keys: ['a'], offered: true },
} as const satisfies Readonly<Record<string, Command>>

export type CommandId = keyof typeof COMMANDS

export function commandOf(id: CommandId): Command {
  return COMMANDS[id]
}

export const COMMAND_IDS: readonly CommandId[] = Object.keys(COMMANDS).filter(isCommandId)

function isCommandId(text: string): text is CommandId {
  return Object.hasOwn(COMMANDS, text)
}
