/** Something the palette leads to. */
export interface Entry {
  /** Unique, and the same the next time: what is recent is kept by it. */
  readonly id: string
  readonly type: EntryType
  readonly name: string
  /** What tells it from others of the same name. */
  readonly detail: string
  /** What it is found by besides. */
  readonly words?: readonly string[]
  /** Only who looks for it wants it. */
  readonly deep?: boolean
}

/** In the order in which equally good finds are shown. */
const ENTRY_TYPES = [
  'kind',
  'object',
  'view',
  'plugin',
  'page',
  'action',
  'cluster',
  'namespace',
] as const
export type EntryType = (typeof ENTRY_TYPES)[number]

/** How many lines the palette has. */
export const LINES = 8

/** What is looked for: words, of one type where the text begins with its sign. */
export interface Wanted {
  readonly type: EntryType | undefined
  readonly words: readonly string[]
}

export function wantedOf(text: string): Wanted {
  const trimmed = text.trimStart()
  const type = SIGNS[trimmed.charAt(0)]
  const rest = type === undefined ? trimmed : trimmed.slice(1)
  return {
    type,
    words: rest
      .toLowerCase()
      .split(/\s+/u)
      .filter((word) => word !== ''),
  }
}

const SIGNS: Readonly<Record<string, EntryType>> = {
  '>': 'action',
  '@': 'cluster',
  '#': 'namespace',
}

/** The best finds, best first. With no words: what is recent, then actions and pages. */
export function find<E extends Entry>(
  entries: readonly E[],
  { type, words }: Wanted,
  recent: readonly string[],
): readonly E[] {
  const asked = entries.filter((entry) => type === undefined || entry.type === type)
  if (words.length === 0) {
    const kept = recent.flatMap((id) => asked.find((entry) => entry.id === id) ?? [])
    const usual = asked.filter(
      (entry) =>
        (type !== undefined || (USUAL.has(entry.type) && entry.deep !== true)) &&
        !recent.includes(entry.id),
    )
    return [...kept, ...usual.toSorted(byType)].slice(0, LINES)
  }
  return asked
    .flatMap((entry) => {
      const score = scoreOf(entry, words)
      return score === undefined ? [] : [{ entry, score }]
    })
    .toSorted((a, b) => a.score - b.score || compare(a.entry, b.entry))
    .slice(0, LINES)
    .map(({ entry }) => entry)
}

const USUAL: ReadonlySet<EntryType> = new Set(['view', 'page', 'action'])

/** Finds that come late stand below those that are there: nothing moves under a finger that is about to press Enter. */
export function settled<E extends Entry>(
  before: readonly string[],
  found: readonly E[],
): readonly E[] {
  const kept = before.flatMap((id) => found.find((entry) => entry.id === id) ?? [])
  return [...kept, ...found.filter(({ id }) => !before.includes(id))]
}

/** Lower is better; nothing where a word is not found. */
function scoreOf(
  { name, detail, words = [] }: Entry,
  wanted: readonly string[],
): number | undefined {
  let sum = 0
  for (const word of wanted) {
    const score = Math.min(
      nearness(name, word),
      ...words.map((other) => nearness(other, word) + 1),
      nearness(detail, word) + 2,
    )
    if (score >= NOWHERE) return undefined
    sum += score
  }
  return sum
}

const NOWHERE = 100

function nearness(text: string, word: string): number {
  const lower = text.toLowerCase()
  const at = lower.indexOf(word)
  if (at === -1) return NOWHERE
  if (at === 0) return lower.length === word.length ? 0 : 2
  return /[\s./_-]/u.test(lower.charAt(at - 1)) ? 4 : 6
}

function byType(a: Entry, b: Entry): number {
  return ENTRY_TYPES.indexOf(a.type) - ENTRY_TYPES.indexOf(b.type)
}

function compare(a: Entry, b: Entry): number {
  return (
    byType(a, b) ||
    a.name.length - b.name.length ||
    a.name.localeCompare(b.name) ||
    a.detail.localeCompare(b.detail)
  )
}
