import { once } from 'node:events'
import { connect as connectTo } from 'node:net'

import { until } from '@argus/testkit/until'
import { expect, it } from '@jest/globals'

import { connect } from './rig/client.ts'
import { loggerInto } from './rig/log-lines.ts'
import { describeWithRedis, everything, ORIGIN, startRig, THINGS } from './rig/rig.ts'
import { upgradeStatus } from './rig/upgrade-status.ts'

const things = { cluster: 'alpha', group: 'example.org', resource: 'things' }
const CANARY = 'canary-7f3a'

describeWithRedis('the log', () => {
  it('G-25 holds no token and nothing of what was said or shown, whatever goes wrong', async () => {
    const lines: string[] = []
    await using rig = await startRig({ logger: loggerInto(lines) })
    const hand = await rig.topic(THINGS())
    await hand.write({
      key: `shop/${CANARY}`,
      cells: [CANARY],
      object: { metadata: { name: CANARY } },
    })
    const login = rig.auth.login([everything()])
    const good = login.token()
    const tokens = [
      good,
      login.token({ aud: CANARY }),
      `${good}${CANARY}`,
      rig.auth.sign({}, { CANARY }),
    ]
    for (const token of tokens.slice(1)) {
      await using client = await connect(rig.gateway.url, { origin: ORIGIN })
      client.say({ type: 'hello', token })
      expect(await client.closed()).toBe(4100)
    }
    await upgradeStatus(`${rig.gateway.url}/ws?token=${good}`)
    await upgradeStatus(`${rig.gateway.url}/ws`, { origin: `https://${CANARY}.example.org` })
    await fetch(`${rig.gateway.url}/${CANARY}`)
    await using client = await connect(rig.gateway.url, { origin: ORIGIN })
    await client.hello(good)
    await client.subscribe({ id: CANARY, topic: things, shape: 'object', labels: `a!=${CANARY}` })
    for (const said of [
      { type: CANARY },
      { type: 'subscribe', id: 'a', topic: things, shape: 'row', labels: `((${CANARY}` },
      { type: 'subscribe', id: 'b', topic: things, shape: 'row', cel: `${CANARY} +` },
      { type: 'subscribe', id: 'c', topic: { ...things, cluster: CANARY }, shape: 'row' },
      { type: 'unsubscribe', id: `${CANARY}.no` },
    ])
      client.say(said)
    await until(() => client.of('refused').length === 5, { what: 'every refusal' })

    // What the gateway cannot read is a fault that is logged, without what it is.
    const unreadable = [CANARY, `{"key":"${CANARY}","row":"${CANARY}"}`, `["${CANARY}`]
    for (const [index, value] of unreadable.entries()) {
      const resource = `others${index}`
      const others = await rig.topic({ ...THINGS(), resource })
      await others.write({ key: 'shop/a' })
      const rows = `argus:{alpha/example.org/v1/${resource}}:rows`
      await tellRedis(rig.redis.port, `HSET ${rows} shop/a ${JSON.stringify(value)}`)
      client.say({
        type: 'subscribe',
        id: resource,
        topic: { ...things, resource },
        shape: 'row',
      })
    }
    const warnings = () => lines.filter((line) => line.includes('UnreadableError'))
    await until(() => warnings().length >= unreadable.length, { what: 'the warnings' })
    client.say({ type: 'renew', token: tokens[2] })
    expect(await client.closed()).toBe(4100)
    await using late = await connect(rig.gateway.url, { origin: ORIGIN })
    await late.hello(good)
    late.socket.send(`{"type":"subscribe","${CANARY}":`)
    expect(await late.closed()).toBe(4500)
    await until(() => lines.filter((line) => line.includes('connection closed')).length >= 5, {
      what: 'the lines',
    })

    const log = lines.join('\n')
    expect(log).toContain(login.sessionId)
    expect(lines.filter((line) => line.includes(CANARY))).toEqual([])
    for (const token of tokens)
      for (const part of token.split('.').slice(1)) expect(log).not.toContain(part)
  })
})

async function tellRedis(port: number, command: string): Promise<void> {
  const socket = connectTo(port, '127.0.0.1')
  socket.write(`${command}\r\n`)
  const [answer] = await once(socket, 'data')
  socket.destroy()
  expect(String(answer)).toMatch(/^:/)
}
