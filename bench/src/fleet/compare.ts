import { recordSchema } from '@argus/contracts/record'

import type { Fleet, FleetTopic } from './fleet.ts'

/** Every Topic of which the topic log does not hold what the cluster holds, and how they differ. Empty: all are equal. */
export async function differences({ topics, ask }: Fleet): Promise<readonly string[]> {
  const found = await Promise.all(
    topics.map(async (one) => {
      const [rows, objects, state] = await Promise.all([
        ask.hgetall(`argus:{${one.key}}:rows`),
        ask.hgetall(`argus:{${one.key}}:objects`),
        ask.hget(`argus:{${one.key}}:meta`, 'state'),
      ])
      const difference = differs(one, { rows, objects, state })
      return difference === undefined ? [] : [`${one.key}: ${difference}`]
    }),
  )
  return found.flat()
}

interface Stored {
  readonly rows: Readonly<Record<string, string>>
  readonly objects: Readonly<Record<string, string>>
  readonly state: string | null
}

function differs(
  { kind, server }: FleetTopic,
  { rows, objects, state }: Stored,
): string | undefined {
  if (state !== 'live') return `is ${state}`
  const there = server.store.objects.list(`${kind.group}/${kind.resource}`)
  for (const { metadata, ...content } of there) {
    const key = `${metadata.namespace ?? ''}/${metadata.name}`
    const row = rows[key]
    const stored = objects[key]
    if (row === undefined || stored === undefined) return `${key} is missing`
    const { uid, resourceVersion } = recordSchema.parse(JSON.parse(row))
    if (uid !== metadata.uid) return `${key} is another object`
    if (resourceVersion !== metadata.resourceVersion) return `${key} is of another version`
    const object: { spec?: unknown } = JSON.parse(stored.slice(stored.indexOf(' ') + 1))
    if (JSON.stringify(object.spec) !== JSON.stringify(content['spec'])) return `${key} differs`
  }
  const extra = Object.keys(rows).length - there.length
  if (extra > 0) return `${extra} objects that are gone`
  if (Object.keys(objects).length !== there.length) return 'objects without rows'
  return undefined
}
