import type { Permission, Verb } from '@argus/contracts/grant'
import { INTERNAL_GROUP } from '@argus/contracts/topic'

/** A kind that a role speaks of, as it is stored and as the draft has it. */
export interface KindRow {
  readonly apiGroup: string
  readonly resource: string
  readonly stored: ReadonlySet<Verb>
  readonly given: ReadonlySet<Verb>
}

export type KindName = Pick<Permission, 'apiGroup' | 'resource'>
export type AskedVerb = Exclude<Verb, '*'>

/** What can be done with the kinds of clusters: Argus only ever reads. */
export const READ_VERBS = ['get', 'list', 'watch'] as const satisfies readonly Verb[]
/** What can be done with what Argus keeps itself. */
export const ADMINISTRATION_VERBS = [
  ...READ_VERBS,
  'create',
  'update',
  'delete',
] as const satisfies readonly Verb[]

const verbsOf = ({ apiGroup }: KindName): readonly AskedVerb[] =>
  apiGroup === INTERNAL_GROUP ? ADMINISTRATION_VERBS : READ_VERBS

/** Each kind of either once, by group and name. One that the draft takes away keeps its place. */
export function kindRows(
  stored: readonly Permission[],
  given: readonly Permission[],
): readonly KindRow[] {
  const rows = new Map<string, { kind: KindName; stored: Set<Verb>; given: Set<Verb> }>()
  const rowOf = ({ apiGroup, resource }: KindName) => {
    const key = `${apiGroup}/${resource}`
    const row = rows.get(key) ?? {
      kind: { apiGroup, resource },
      stored: new Set<Verb>(),
      given: new Set<Verb>(),
    }
    rows.set(key, row)
    return row
  }
  for (const one of stored) rowOf(one).stored.add(one.verb)
  for (const one of given) rowOf(one).given.add(one.verb)
  return [...rows]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { kind, ...verbs }]) => ({ ...kind, ...verbs }))
}

export type RowChange = 'none' | 'added' | 'removed' | 'changed'

export function changeOf({ stored, given }: KindRow): RowChange {
  if (stored.size === 0) return 'added'
  if (given.size === 0) return 'removed'
  return stored.symmetricDifference(given).size === 0 ? 'none' : 'changed'
}

/** Whether a row permits a verb, by its name or by the star. */
export const permits = ({ given }: KindRow, verb: AskedVerb): boolean =>
  given.has('*') || given.has(verb)

/** The permissions with one box of a row turned over. A star becomes the verbs that stay. */
export function turnOver(
  permissions: readonly Permission[],
  row: KindRow,
  verb: AskedVerb,
): readonly Permission[] {
  const own = new Set<Verb>(row.given.has('*') ? verbsOf(row) : row.given)
  if (permits(row, verb)) own.delete(verb)
  else own.add(verb)
  return withVerbs(permissions, row, own)
}

/** The permissions with exactly these verbs on a kind; without any the kind is not among them. */
export function withVerbs(
  permissions: readonly Permission[],
  { apiGroup, resource }: KindName,
  verbs: Iterable<Verb>,
): readonly Permission[] {
  return [
    ...permissions.filter((one) => one.apiGroup !== apiGroup || one.resource !== resource),
    ...[...verbs].map((verb): Permission => ({ apiGroup, resource, verb })),
  ]
}
