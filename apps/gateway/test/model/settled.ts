import { keyOf } from './vocabulary.ts'
import { mayBeTold, topicsOf, type Asked } from './requests.ts'
import type { Right } from './rights.ts'
import type { Witness } from './witness.ts'
import type { World } from './world.ts'

/** What a client must show of a request once all is quiet, a line each; `undefined`: the request must be over. */
export function due(
  asked: Asked,
  rights: readonly Right[],
  world: World,
): readonly string[] | undefined {
  const topics = topicsOf(asked, rights).filter(([cluster, kind]) => world.has(cluster, kind))
  if (topics.length === 0 && asked.cluster !== '*') return undefined
  const told = world.now.filter(
    (version) =>
      topics.some(([cluster, kind]) => version.cluster === cluster && version.kind === kind) &&
      mayBeTold(asked, rights, version),
  )
  const views = topics.map(([cluster, kind]) => `${cluster} ${kind} live`)
  if (asked.shape !== 'count')
    return [
      ...views,
      ...told.map((it) => {
        const object = asked.shape === 'object' ? ` ${it.n}` : ''
        return `${it.cluster} ${it.kind} ${keyOf(it)} ${it.uid} ${it.n}${object}`
      }),
    ].toSorted()
  const counts = Map.groupBy(told, (it) => `${it.cluster} ${it.kind} ${it.namespace} ${it.health}`)
  return [...views, ...[...counts].map(([what, { length }]) => `${what}: ${length}`)].toSorted()
}

/** What it shows. */
export function shown(witness: Witness, id: string): readonly string[] {
  const lines = witness.viewsOf(id).flatMap(({ cluster, kind, state, synced, items, counts }) => [
    `${cluster} ${kind} ${synced ? state : 'not synced'}`,
    ...[...items].map(([key, { uid, n, object }]) => {
      const beside = object === undefined ? '' : ` ${object}`
      return `${cluster} ${kind} ${key} ${uid} ${n}${beside}`
    }),
    ...[...counts].map(([what, count]) => `${cluster} ${kind} ${what}: ${count}`),
  ])
  return lines.toSorted()
}
