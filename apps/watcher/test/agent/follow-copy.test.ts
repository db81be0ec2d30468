import type { DownFrame, UpFrame } from '@argus/contracts/agent-frame'
import type { InformerEvent } from '@argus/informer/informer-event'
import type { Projection } from '@argus/projection/project'
import { until } from '@argus/testkit/until'
import { expect, test } from '@jest/globals'

import { systemClock } from '../../src/clock.ts'
import { AgentLine } from '../../src/cluster/agent/agent-line.ts'
import { AgentLines } from '../../src/cluster/agent/agent-lines.ts'
import { followCopy } from '../../src/cluster/agent/follow-copy.ts'

const request = {
  group: 'test.example',
  version: 'v1',
  resource: 'gadgets',
  form: 'whole',
  projector: { kind: 'Gadget', namespaced: true, columns: [] },
  seed: [],
  clock: systemClock,
  random: Math.random,
  timing: {},
  listsAtOnce: () => 4,
  onReconnect: () => undefined,
} as const

/** A line on which an agent may say what it likes, once a Topic is asked for. */
const openLine = async (lines: AgentLines) => {
  const said: DownFrame[] = []
  const line = new AgentLine({
    cluster: 'plant',
    key: 'key',
    version: '1',
    since: 1,
    send: (frame) => void said.push(frame),
    onCluster: () => undefined,
  })
  lines.add(line)
  const follow = await until(() => said.find(({ type }) => type === 'follow'), {
    what: 'the Topic to be asked for',
  })
  const say = (frame: UpFrame): void => line.take({ frame, objects: [] })
  return { line, follow, say }
}

test('what was withheld, and is not there any more when copies are compared, is gone', async () => {
  const lines = new AgentLines(systemClock)
  const stop = new AbortController()
  const events: InformerEvent<Projection>[] = []
  const reading = (async () => {
    for await (const batch of followCopy(lines, 'plant', { ...request, signal: stop.signal }))
      events.push(...batch)
  })()
  const first = await openLine(lines)
  const changes = ['default/stays', 'default/goes'].map(
    (key) => ({ type: 'withheld', key, reason: 'cannot be projected' }) as const,
  )
  first.say({ type: 'changes', topic: 1, at: { epoch: 'one', seq: 2 }, changes })
  await until(() => events.filter(({ type }) => type === 'withheld').length === 2, {
    what: 'both to be withheld',
  })
  first.line.end('the agent was killed')
  const next = await openLine(lines)
  expect(next.follow).toMatchObject({ have: { epoch: 'one', seq: 2 } })
  next.say({ type: 'index', topic: 1, entries: [['default/stays', '']] })
  next.say({ type: 'changes', topic: 1, changes: changes.slice(0, 1) })
  next.say({ type: 'compared', topic: 1, at: { epoch: 'two', seq: 1 } })
  const deleted = await until(() => events.filter(({ type }) => type === 'deleted').at(0), {
    what: 'the end of the other',
  })
  expect(deleted).toMatchObject({ key: 'default/goes' })
  expect(events.filter(({ type }) => type === 'deleted')).toHaveLength(1)
  stop.abort()
  await reading
})
