import { EVERY } from '@argus/contracts/client-frame'
import { parseObjectKey } from '@argus/contracts/key'
import { health } from '@argus/contracts/row'
import { topicKey } from '@argus/contracts/topic'
import type { LiveRequest } from '@argus/live-client/live-event'

import type { Run } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import type { Invocation } from '../invocation.ts'
import type { Change, Member } from '../live/change.ts'
import { conditionOf, type Condition } from '../live/condition.ts'
import { millisecondsOf } from '../live/duration.ts'
import { follow } from '../live/follow.ts'
import { openLive } from '../live/open-live.ts'
import { requestsFor } from '../live/requests.ts'
import { troubleOf } from '../live/trouble.ts'
import { Watched } from '../live/watched.ts'
import { harmless } from '../output/harmless.ts'
import { servedBy } from '../resources/discovery.ts'
import { kindsIn, type Kind } from '../resources/kind.ts'
import { printedObject } from '../resources/printed-object.ts'
import { resolveKind } from '../resources/resolve-kind.ts'
import { filterOf, select } from '../resources/selection.ts'

const NAMES = ['change', 'object']

/** `argus tail`: every change of every kind that Argus follows, as it happens. */
export const run: Run = async (input, surroundings) => {
  const { config, terminal, signal } = surroundings
  const text = input.text('where')
  const condition = text === undefined ? undefined : conditionOf('--where', text, NAMES)
  const timeout = input.text('timeout')
  const { opened, clusters } = await select(input, surroundings)
  const ids = clusters.map(({ id }) => id)
  const { kinds: served } = await servedBy({ config, opened }, ids)
  const wanted = {
    input,
    ids,
    kinds: kindsIn(served),
    objects: condition?.mentions('object') ?? false,
  }
  const requests = requestsOf(wanted)
  const ends = AbortSignal.any([
    signal,
    ...(timeout === undefined ? [] : [AbortSignal.timeout(millisecondsOf('--timeout', timeout))]),
  ])
  const watched = new Watched(requests.length)
  const told = new Map<string, string>()
  const asJson = input.text('output') === 'json'
  await follow({
    client: openLive(opened, ends),
    requests,
    signal: ends,
    async told(events) {
      const changes = watched.take(events)
      for (const member of watched.members) tellTrouble(member)
      for (const change of changes) {
        if (change.known || !ids.includes(change.topic.cluster)) continue
        const said = saidOf(change, watched.members)
        if (meets(condition, said, change))
          await terminal.out(asJson ? `${JSON.stringify(said)}\n` : lineOf(said))
      }
    },
    lost: (why) =>
      terminal.note(
        why === undefined ? 'Connected to Argus again.' : `Not connected to Argus: ${why}.`,
      ),
  })
  return signal.aborted ? ExitCode.Interrupted : ExitCode.Done

  function tellTrouble(member: Member): void {
    const key = topicKey(member.topic)
    const { state } = member.status
    if (told.get(key) === state || !ids.includes(member.topic.cluster)) return
    told.set(key, state)
    const trouble = state === 'syncing' ? undefined : troubleOf(member, Date.now())
    if (trouble !== undefined) terminal.note(`${member.shape.kind} of ${trouble}`)
  }
}

interface Wanted {
  readonly input: Invocation
  readonly ids: readonly string[]
  readonly kinds: readonly Kind[]
  /** Conditions on objects need them, and those come kind by kind. */
  readonly objects: boolean
}

/** One request for the rows of all kinds, those that are followed later included; else one for each kind. */
function requestsOf({ input, ids, kinds, objects }: Wanted): readonly LiveRequest[] {
  const words = input.argumentList('KIND')
  const { namespace } = filterOf(input)
  if (words.length === 0 && !objects)
    return [
      {
        topic: { cluster: EVERY, group: EVERY, resource: EVERY },
        shape: 'row',
        health: [...health.options],
        ...(namespace !== undefined && { namespaces: namespace }),
      },
    ]
  const meant =
    words.length === 0
      ? kinds.filter(({ followed }) => followed)
      : words.map((word) => resolveKind(word, kinds).kind)
  const clusters = input.list('cluster').length === 0 ? undefined : ids
  const shape = objects ? 'object' : 'row'
  const filter = { shape, ...(namespace !== undefined && { namespace }) } as const
  return meant.flatMap((kind) => requestsFor({ kind, clusters, names: [], filter }))
}

function saidOf({ type, topic, item, before }: Change, members: readonly Member[]) {
  const { cluster, group, resource } = topic
  const shape = members.find((each) => topicKey(each.topic) === topicKey(topic))?.shape
  const { namespace, name } = parseObjectKey(item.key)
  const changed = (shape?.columns ?? []).flatMap(({ name: column }, at) => {
    const [was, is] = [before?.cells[at] ?? null, item.cells[at] ?? null]
    return before === undefined || was === is ? [] : [{ column, was, is }]
  })
  return {
    time: new Date().toISOString(),
    type,
    cluster,
    group,
    resource,
    kind: shape?.kind ?? resource,
    namespace,
    name,
    health: item.health,
    reason: item.reason,
    changed,
  }
}
type SaidChange = ReturnType<typeof saidOf>

function meets(condition: Condition | undefined, said: SaidChange, { item }: Change): boolean {
  if (condition === undefined) return true
  const object = printedObject({ ...item, cluster: said.cluster })
  return condition.holds({ change: said, object })
}

function lineOf({
  time,
  type,
  cluster,
  kind,
  namespace,
  name,
  health: is,
  reason,
  changed,
}: SaidChange): string {
  const where = namespace === '' ? name : `${namespace}/${name}`
  const cells = changed.map(({ column, was, is: now }) => `${column} ${was ?? '–'} → ${now ?? '–'}`)
  const told = [reason, ...cells].filter(Boolean).join('; ')
  const words = [time.slice(11, 19), type.padEnd(8), cluster, kind, where, is, told]
  return `${words.map(harmless).join('  ').trimEnd()}\n`
}
