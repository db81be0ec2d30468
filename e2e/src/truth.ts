import type { Item } from '@argus/contracts/gateway-frame'
import type { FakeApiServer } from '@argus/fake-api-server/server'
import { z } from 'zod'

import type { Kind } from './kind.ts'

/** Objects as `cluster key` → `uid step`: two sides with equal ones hold the same objects in the same states. */
export type States = Readonly<Record<string, string>>

const objectSchema = z.looseObject({
  metadata: z.looseObject({
    uid: z.string(),
    namespace: z.string().optional(),
    name: z.string(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.looseObject({ step: z.int() }),
})
export type StepObject = z.infer<typeof objectSchema>

/** What the clusters hold of a kind, straight from their stores. */
export function statesOfClusters(
  clusters: readonly FakeApiServer[],
  { group, resource }: Kind,
  fits: (object: StepObject) => boolean = () => true,
): States {
  return sorted(
    clusters.flatMap(({ name, store }) =>
      store.objects
        .list(`${group}/${resource}`)
        .map((object) => objectSchema.parse(object))
        .filter(fits)
        .map((object) => entryOf(name, object)),
    ),
  )
}

/** What a list of a cluster holds. */
export function statesOfObjects(cluster: string, objects: readonly unknown[]): States {
  return sorted(objects.map((object) => entryOf(cluster, objectSchema.parse(object))))
}

/** What a client holds of a cluster, from Items in the shape `object`. */
export function statesOfItems(
  items: Iterable<{ readonly cluster: string; readonly item: Item }>,
): States {
  return sorted(
    [...items].map(({ cluster, item }) => entryOf(cluster, objectSchema.parse(item.object))),
  )
}

function entryOf(cluster: string, { metadata, spec }: StepObject): readonly [string, string] {
  const { uid, namespace = '', name } = metadata
  return [`${cluster} ${namespace}/${name}`, `${uid} ${spec.step}`]
}

function sorted(entries: readonly (readonly [string, string])[]): States {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
