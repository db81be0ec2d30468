import { CORE_GROUP } from '@argus/contracts/topic'

import { Failure } from '../failure.ts'
import { qualified, type Kind } from './kind.ts'

export interface Resolved {
  readonly kind: Kind
  /** Others that the same word means; those of the core group go first. */
  readonly others: readonly Kind[]
}

/**
 * The kind that a word means: a resource, a kind or a short name, each also with its group or the begin of it. Names are not of
 * one group alone: where several are meant and none is Kubernetes' own core, it throws a Failure `ambiguous`.
 */
export function resolveKind(word: string, kinds: readonly Kind[]): Resolved {
  const lower = word.toLowerCase()
  const meant = WAYS.map((way) => kinds.filter((kind) => way(kind, lower))).find(
    (found) => found.length > 0,
  )
  if (meant === undefined) throw unknown(word, kinds)
  const core = meant.find(({ group }) => group === CORE_GROUP)
  const [first, ...others] =
    core === undefined ? meant : [core, ...meant.filter((kind) => kind !== core)]
  if (first === undefined) throw unknown(word, kinds)
  if (others.length === 0 || core !== undefined) return { kind: first, others }
  throw new Failure({
    code: 'ambiguous',
    happened: `"${word}" is a kind of several groups`,
    why: meant.map((kind) => `${qualified(kind)} (${kind.clusters.join(', ')})`).join('; '),
    next: `Say which: ${qualified(first)}.`,
  })
}

/** The first way in which anything is meant counts: as kubectl has it, a resource goes before a short name. */
const WAYS: readonly ((kind: Kind, word: string) => boolean)[] = [
  ({ resource }, word) => resource === word,
  ({ kind }, word) => kind.toLowerCase() === word,
  ({ shortNames }, word) => shortNames.includes(word),
  ({ group, resource, kind, shortNames }, word) => {
    const [, name = '', wanted = ''] = /^([^.]+)\.(.+)$/.exec(word) ?? []
    const named = [resource, kind.toLowerCase(), ...shortNames].includes(name)
    // With a version between them, as kubectl takes it: deployments.v1.apps.
    const grouped = [wanted, wanted.replace(/^v\d+(?:(?:alpha|beta)\d+)?\.?/, '')]
    return named && grouped.some((each) => isGroup(group, each))
  },
]

function isGroup(group: string, wanted: string): boolean {
  if (wanted === '') return group === CORE_GROUP
  return group === wanted || group.startsWith(`${wanted}.`)
}

function unknown(word: string, kinds: readonly Kind[]): Failure {
  const [name = ''] = word.toLowerCase().split('.')
  const near = kinds.filter(
    ({ resource, kind }) => resource.includes(name) || kind.toLowerCase().includes(name),
  )
  const named = near.slice(0, 5).map(qualified).join(', ')
  return new Failure({
    code: 'not_found',
    happened: `No cluster serves a kind "${word}" that you may list`,
    why: near.length === 0 ? undefined : `there is ${named}`,
    next: 'argus kinds lists them all.',
  })
}
