import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'
import { upgradeStatus } from './rig/upgrade-status.ts'

const things = { cluster: 'alpha', group: 'example.org', resource: 'things' }

describeWithRedis('a gateway', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig()
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  it('answers its probes, and says what it waits for', async () => {
    for (const path of ['/livez', '/healthz', '/readyz'])
      expect((await fetch(`${rig.gateway.url}${path}`)).status).toBe(200)
    expect(await (await fetch(`${rig.gateway.url}/readyz`)).json()).toMatchObject({
      dependencies: { redis: 'ok', auth: 'ok', connections: 'ok' },
    })
    expect((await fetch(`${rig.gateway.url}/ws`)).status).toBe(426)
    const nothing = await fetch(`${rig.gateway.url}/nothing`)
    expect(nothing.status).toBe(404)
    expect(await nothing.json()).toMatchObject({ code: 'not_found' })
  })

  it('counts what it does', async () => {
    const hand = await rig.topic(THINGS())
    const client = await rig.client(rig.auth.login([everything()]))
    await client.subscribe({ id: 's', topic: things })
    await hand.write({ key: 'shop/a' })
    await client.frame('events')
    const text = await (await fetch(`${rig.gateway.url}/metrics`)).text()
    for (const name of ['connections', 'subscriptions', 'feeds', 'views'])
      expect(text).toMatch(new RegExp(`argus_gateway_${name}\\{[^}]*\\} 1\\n`))
    expect(text).toMatch(/argus_gateway_event_to_socket_seconds_count\{[^}]*\} [1-9]/)
    await client[Symbol.asyncDispose]()
    await until(
      async () => {
        const now = await (await fetch(`${rig.gateway.url}/metrics`)).text()
        return (
          /argus_gateway_subscriptions\{[^}]*\} 0\n/.test(now) &&
          /argus_gateway_views\{[^}]*\} 0\n/.test(now)
        )
      },
      { what: 'everything to be let go' },
    )
  })

  it('that stops tells its clients to dial again, takes no new ones, and loses nothing', async () => {
    const hand = await rig.topic({ ...THINGS(), resource: 'others' })
    const others = { ...things, resource: 'others' }
    await hand.write({ key: 'shop/a' })
    const stopping = await rig.another({ graceMs: 800 })
    const login = rig.auth.login([everything()])
    const clients = await Promise.all(
      Array.from({ length: 20 }, () => rig.client(login, { url: stopping.url })),
    )
    await Promise.all(clients.map((client) => client.subscribe({ id: 's', topic: others })))
    const stopped = stopping[Symbol.asyncDispose]()
    await clients[0]?.frame('goaway', ({ grace_ms }) => grace_ms === 800)
    expect(await upgradeStatus(`${stopping.url}/ws`)).toBe(503)
    expect((await fetch(`${stopping.url}/readyz`)).status).toBe(503)
    expect(new Set(await Promise.all(clients.map((client) => client.closed())))).toEqual(
      new Set([4000]),
    )
    await stopped
    const [before] = clients
    const at = [...(before?.model.views.values() ?? [])][0]?.at ?? ''
    await hand.write({ key: 'shop/b' })
    const client = await rig.client(login, before && { before })
    await client.subscribe({ id: 's', topic: others, from: { 'alpha/example.org/others': at } })
    expect([...client.model.items.keys()]).toEqual(['alpha:shop/a', 'alpha:shop/b'])
    expect(client.of('snapshot')).toEqual([])
  })
})
