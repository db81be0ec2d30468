import { until } from '@argus/testkit/until'
import { expect, it } from '@jest/globals'

import { describeWithRedis, everything, startRig, THINGS } from './rig/rig.ts'

const CLUSTERS = ['alpha', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
const ALL = { cluster: '*', group: 'example.org', resource: 'things' }

describeWithRedis('Feeds of a connection', () => {
  it('G-21 come to 1,024; one subscription more is told why, until another ends', async () => {
    await using rig = await startRig()
    await rig.cluster(...CLUSTERS)
    for (const cluster of CLUSTERS) await rig.topic(THINGS(cluster))
    const client = await rig.client(rig.auth.login([everything()]))
    const most = Math.floor(1_024 / CLUSTERS.length)
    for (let at = 0; at <= most; at += 1)
      client.say({ type: 'subscribe', id: `s${at}`, topic: ALL, shape: 'row' })
    const refused = await client.frame('refused')
    expect(refused).toMatchObject({ id: `s${most}`, code: 'too_many' })
    expect(refused.message).toContain('1024')
    await until(() => client.of('subscribed').length === most, { what: 'all others' })

    client.say({ type: 'subscribe', id: 'counts', topic: ALL, shape: 'count' })
    await client.frame('subscribed', ({ id }) => id === 'counts')
    client.say({ type: 'unsubscribe', id: 's0' })
    client.say({ type: 'subscribe', id: 'again', topic: ALL, shape: 'row' })
    await client.frame('subscribed', ({ id }) => id === 'again')
  }, 30_000)

  it('G-21 a subscription that would grow beyond them is ended, and says so', async () => {
    await using rig = await startRig()
    await rig.cluster(...CLUSTERS)
    for (const cluster of CLUSTERS) await rig.topic(THINGS(cluster))
    const client = await rig.client(rig.auth.login([everything()]))
    const most = Math.floor(1_024 / CLUSTERS.length)
    for (let at = 0; at < most; at += 1)
      client.say({ type: 'subscribe', id: `s${at}`, topic: ALL, shape: 'row' })
    await until(() => client.of('subscribed').length === most, { what: 'all' })
    await rig.cluster('late')
    await rig.topic(THINGS('late'))
    const ended = await client.frame('ended')
    expect(ended).toMatchObject({ code: 'too_many' })
    await until(() => client.of('view_added').length >= 7, { what: 'those that fit' })
  }, 30_000)
})
