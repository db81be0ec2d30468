import { EVERY } from '@argus/contracts/client-frame'
import { parseObjectKey } from '@argus/contracts/key'
import type { Item } from '@argus/contracts/gateway-frame'

import type { Run } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import type { Member } from '../live/change.ts'
import { follow } from '../live/follow.ts'
import { openLive } from '../live/open-live.ts'
import { troubleOf } from '../live/trouble.ts'
import { Watched } from '../live/watched.ts'
import { ageOf } from '../output/age.ts'
import { formatted } from '../output/structured.ts'
import { table } from '../output/table.ts'
import { filterOf, select } from '../resources/selection.ts'

/** Longer than any answer takes; then what is missing is named. */
const PATIENCE_MS = 15_000

/** `argus health`: what is failing anywhere, of all kinds that Argus follows. */
export const run: Run = async (input, surroundings) => {
  const { terminal, signal } = surroundings
  const { opened, clusters } = await select(input, surroundings)
  const wanted = new Set(clusters.map(({ id }) => id))
  const { namespace } = filterOf(input)
  const states = input.on('all')
    ? (['Failed', 'InProgress', 'Terminating'] as const)
    : (['Failed'] as const)
  const over = new AbortController()
  const ends = AbortSignal.any([signal, over.signal, AbortSignal.timeout(PATIENCE_MS)])
  const watched = new Watched(1)
  const found = new Map<string, Found>()
  await follow({
    client: openLive(opened, ends),
    requests: [
      {
        topic: { cluster: EVERY, group: EVERY, resource: EVERY },
        shape: 'row',
        health: [...states],
        ...(namespace !== undefined && { namespaces: namespace }),
      },
    ],
    signal: ends,
    told(events) {
      for (const { type, topic, item } of watched.take(events)) {
        const id = JSON.stringify([topic.cluster, topic.group, topic.resource, item.key])
        if (type === 'DELETED') found.delete(id)
        else if (wanted.has(topic.cluster)) found.set(id, { topic, item })
      }
      if (watched.whole) over.abort()
    },
    lost: (why) => why !== undefined && terminal.note(`Not connected to Argus: ${why}.`),
  })
  if (signal.aborted) return ExitCode.Interrupted
  const members = watched.members.filter(({ topic }) => wanted.has(topic.cluster))
  const failing = [...found.values()].map((each) => told(each, members))
  await terminal.out(
    await formatted(input, { failing }, () => (failing.length === 0 ? '' : rowsOf(failing))),
  )
  const troubles = members.flatMap((member) => troubleOf(member, Date.now()) ?? [])
  for (const line of new Set(troubles)) terminal.note(line)
  if (!watched.whole) terminal.note('Not everything was answered in time.')
  if (failing.length > 0) return ExitCode.Found
  if (troubles.length > 0 || !watched.whole) return ExitCode.Partial
  terminal.note(`Nothing is failing in ${members.length} kinds of ${wanted.size} clusters.`)
  return ExitCode.Done
}

interface Found {
  readonly topic: Member['topic']
  readonly item: Item
}

function told({ topic, item }: Found, members: readonly Member[]) {
  const { cluster, group, resource } = topic
  const member = members.find(
    (each) =>
      each.topic.cluster === cluster &&
      each.topic.group === group &&
      each.topic.resource === resource,
  )
  const { namespace, name } = parseObjectKey(item.key)
  const { health, healthSince, reason } = item
  const kind = member?.shape.kind ?? resource
  return { cluster, group, resource, kind, namespace, name, health, healthSince, reason }
}

function rowsOf(failing: readonly ReturnType<typeof told>[]): string {
  const now = Date.now()
  return table(
    ['cluster', 'kind', 'namespace', 'name', 'health', 'for', 'reason'],
    failing.map(({ cluster, kind, namespace, name, health, healthSince, reason }) => [
      cluster,
      kind,
      namespace,
      name,
      health,
      healthSince === null ? '' : ageOf(healthSince, now),
      reason,
    ]),
  )
}
