import type { FakeApiServer } from '@argus/fake-api-server/server'

import { type Kind, objectOf } from './kind.ts'

export interface Population {
  readonly clusters: readonly FakeApiServer[]
  readonly kinds: readonly Kind[]
  readonly namespaces: readonly string[]
  /** How many objects of each kind, namespace and cluster there may be. */
  readonly size: number
}

/**
 * Changes one object of the population: makes it, edits it, moves it into or out of `app=web`, or deletes it. Its name
 * says where it lives, so that it can be recognised in whatever text it turns up.
 */
export function changeOne(population: Population, random: () => number, step: number): void {
  const pick = <T>(list: readonly T[]): T => {
    const chosen = list[Math.floor(random() * list.length)]
    if (chosen === undefined) throw new Error('nothing to pick from')
    return chosen
  }
  const { store, name: cluster } = pick(population.clusters)
  const kind = pick(population.kinds)
  const namespace = kind.namespaced ? pick(population.namespaces) : undefined
  const number = Math.floor(random() * population.size)
  const name = `${cluster}-${namespace ?? 'whole'}-${number}`
  const at = { name, ...(namespace !== undefined && { namespace }) }
  const exists = store.objects.get(`${kind.group}/${kind.resource}`, `${namespace ?? ''}/${name}`)
  if (exists !== undefined && random() < 0.3) {
    store.delete({ group: kind.group, resource: kind.resource, ...at })
    return
  }
  const labels = { app: random() < 0.5 ? 'web' : 'db' }
  store.apply(objectOf(kind, { ...at, labels }, { step }))
}
