import { WANTED_MS } from '@argus/bus/follow'
import type { FakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { systemClock } from '../src/clock.ts'
import { custom, definition } from './custom-resources.ts'
import { startStand, type Stand } from './stand.ts'

let stand: Stand
let east: FakeApiServer
/** How far the time of the watcher is ahead. */
let ahead = 0
const clock = { ...systemClock, now: () => Date.now() + ahead }

const ref = (resource: string, group = 'core') => ({ cluster: 'east', group, resource })
const topic = (resource: string, group = 'core', version = 'v1') => ({
  ...ref(resource, group),
  version,
})
const entry = async (resource: string, group = 'core'): Promise<unknown> => {
  const text = await stand.raw.hget('argus:catalog', `east/${group}/${resource}`)
  return text === null ? undefined : JSON.parse(text)
}
const becomes = (state: string, at: ReturnType<typeof topic>) =>
  until(async () => (await stand.meta(at))['state'] === state, {
    what: `${at.resource} to be ${state}`,
  })
const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop' },
  spec: { containers: [] },
})

beforeAll(async () => {
  stand = await startStand()
  east = await stand.addCluster('east')
  east.store.apply(pod('web'))
  await stand.follow(east)
  await stand.start('one', {}, clock)
  await becomes('live', topic('podmonitors', 'monitoring.coreos.com'))
})
afterAll(async () => stand[Symbol.asyncDispose]())

describe('what nobody planned', () => {
  test('is followed when somebody asks, built in or not, and let go ten minutes after nobody does', async () => {
    expect(east.requests.join()).not.toContain('/pods')
    await stand.want(ref('pods'))
    await until(async () => (await stand.rows(topic('pods'))).has('shop/web'), { what: 'the Pod' })
    await becomes('live', topic('pods'))
    expect(await stand.object(topic('pods'), 'shop/web')).toMatchObject({
      apiVersion: 'v1',
      kind: 'Pod',
    })
    expect(await entry('pods')).toEqual({
      version: 'v1',
      namespaced: true,
      kind: 'Pod',
      shortNames: ['po'],
      followed: true,
    })

    ahead = WANTED_MS / 2
    await stand.want(ref('pods'))
    await stand.want(ref('nodes'))
    await becomes('live', topic('nodes'))
    ahead = WANTED_MS - 5_000
    east.store.apply(pod('still-followed'))
    await until(async () => (await stand.rows(topic('pods'))).size === 2, { what: 'a change' })

    ahead = WANTED_MS + 1_000
    await until(async () => (await entry('pods')) === undefined, { what: 'its end' })
    expect(await stand.meta(topic('pods'))).toMatchObject({
      state: 'absent',
      reason: 'nobody has asked for it for a while',
    })
    expect((await stand.rows(topic('pods'))).size).toBe(0)
    await until(async () => (await stand.holder(topic('pods'))) === null, { what: 'no owner' })
    expect(await entry('podmonitors', 'monitoring.coreos.com')).toMatchObject({ followed: true })
  })

  test('is followed again when somebody asks again', async () => {
    ahead = 0
    await stand.want(ref('pods'))
    await until(async () => (await stand.rows(topic('pods'))).size === 2, { what: 'the Pods' })
    await becomes('live', topic('pods'))
  })

  test('is told to be absent where the cluster does not serve it, and shown as soon as it is defined', async () => {
    const group = 'example.org'
    await stand.want(ref('things', group))
    await becomes('absent', topic('things', group, 'unserved'))
    const things = definition('podmonitors')
    const { spec, ...rest } = things
    const names = { plural: 'things', kind: 'Thing', singular: 'thing', listKind: 'ThingList' }
    east.store.defineCrd({
      ...rest,
      metadata: { name: `things.${group}` },
      spec: { ...spec, group, names },
    })
    await becomes('live', topic('things', group))
    expect(await entry('things', group)).toMatchObject({ version: 'v1', kind: 'Thing' })
  })

  test('whose objects cannot be converted fails alone, and says that', async () => {
    const group = 'monitoring.coreos.com'
    const message = `conversion webhook for ${group}/v1, Kind=Probe failed: Post "https://u:secret@10.0.0.9": refused`
    const effect = { type: 'status', code: 500, reason: 'InternalError', message } as const
    using _watches = east.arm({ verb: 'watch', resource: `${group}/servicemonitors`, effect })
    using _lists = east.arm({ verb: 'list', resource: `${group}/servicemonitors`, effect })
    east.endWatches()
    const failing = topic('servicemonitors', group)
    const reason = await until(
      async () => {
        const said = (await stand.meta(failing))['reason']
        return said?.includes('converted') === true ? said : undefined
      },
      { what: 'the reason' },
    )
    expect(reason).not.toContain('secret')
    east.store.apply(custom('podmonitors', 'meanwhile'))
    const other = topic('podmonitors', group)
    await until(async () => (await stand.rows(other)).has('shop/meanwhile'), { what: 'the others' })
    await becomes('live', other)
  })

  test('has one Topic, of the version that the cluster stores', async () => {
    await stand.want({ ...ref('podmonitors', 'monitoring.coreos.com') })
    east.store.apply(custom('podmonitors', 'one'))
    const at = topic('podmonitors', 'monitoring.coreos.com')
    await until(async () => (await stand.rows(at)).has('shop/one'), { what: 'the object' })
    expect(await entry('podmonitors', 'monitoring.coreos.com')).toMatchObject({
      plugin: 'prometheus',
    })
  })
})
