import type { Kind } from '../../live/kinds.ts'
import type { Api } from '../../live/merge-apis.ts'
import { kindKey } from '../../live/tally.ts'
import { plainText } from '../../live/words.ts'
import { pluralName } from '../../paths.ts'
import type { Entry, Wanted } from './find.ts'

/** A kind that the palette leads to. */
interface KindEntry extends Entry {
  readonly group: string
  readonly resource: string
}

/** Every kind that is followed and every one that a cluster serves besides, each once. */
export function kindEntries(kinds: readonly Kind[], apis: readonly Api[]): readonly KindEntry[] {
  const served = new Map(apis.map((api) => [kindKey(api), api]))
  const followed = new Set(kinds.map(kindKey))
  return [
    ...kinds.map((kind) =>
      entryOf(kind, {
        words: kind.plugin === undefined ? [] : [kind.plugin.name],
        shortNames: served.get(kindKey(kind))?.shortNames,
      }),
    ),
    ...apis
      .filter((api) => !followed.has(kindKey(api)))
      .map((api) =>
        entryOf(api, { note: 'not followed yet', words: [], shortNames: api.shortNames }),
      ),
  ]
}

/** Whether clusters are to be asked what they serve: no sign narrows the search to something else, and a word is begun. */
export function looksForKinds({ type, words }: Wanted): boolean {
  return type === undefined && words.some((word) => word.length >= LEAST_LETTERS)
}

function entryOf(
  { group, resource, kind }: Pick<Kind, 'group' | 'resource' | 'kind'>,
  { note, words, shortNames = [] }: KindNames,
): KindEntry {
  return {
    id: `kind:${group}/${resource}`,
    type: 'kind',
    name: pluralName(plainText(kind), resource),
    detail: [group, ...shortNames, ...(note === undefined ? [] : [note])].join(' · '),
    words: [kind, resource, ...shortNames, ...words],
    group,
    resource,
  }
}

interface KindNames {
  readonly note?: string
  readonly words: readonly string[]
  readonly shortNames: readonly string[] | undefined
}

const LEAST_LETTERS = 2
