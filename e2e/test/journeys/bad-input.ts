import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { objectOf, SERVICE_MONITORS } from '../../src/kind.ts'
import { dial, dialAs, type PlainClient } from '../../src/plain-client.ts'
import { ADMIN, logIn, post } from '../../src/session.ts'
import { gatewayUrl, type World } from '../../src/world.ts'

const TOPIC = {
  cluster: 'oslo',
  group: SERVICE_MONITORS.group,
  resource: SERVICE_MONITORS.resource,
}

/** Whatever is sent gets its named answer; nothing ends that should go on. */
export function badInput(world: () => World): void {
  describe('bad input', () => {
    let before: readonly (number | undefined)[] = []
    beforeAll(() => {
      before = pids(world())
    })
    afterAll(() => {
      expect(pids(world())).toEqual(before)
    })

    it.each([
      ['broken JSON', '{"email":', 400, 'invalid_request'],
      ['an unknown field', { ...ADMIN, admin: true }, 400, 'invalid_request'],
      ['another type', { email: 7, password: [] }, 400, 'invalid_request'],
      ['more than 64 KiB', { ...ADMIN, password: 'x'.repeat(70_000) }, 413, 'too_large'],
    ] as const)('to the login: %s', async (...[, body, status, code]) => {
      const answer = await post(`${world().argus.authUrl}/api/auth/login`, body)
      expect(answer.status).toBe(status)
      expect(await answer.json()).toMatchObject({ code })
    })

    it('to the log-out: broken JSON', async () => {
      const answer = await post(`${world().argus.authUrl}/api/auth/logout`, '{')
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ error: 'invalid request body' })
    })

    it.each([
      ['an unknown type', { type: 'sudo' }, 'unknown_type'],
      ['a selector that is none', subscribe({ labels: 'app in (' }), 'bad_selector'],
      ['a label key that is none', subscribe({ labels: '/=/' }), 'bad_selector'],
      ['an id that nobody has', { type: 'unsubscribe', id: 'nobody' }, 'unknown_subscription'],
    ])('on the socket is refused by name, and the socket lives: %s', async (_, frame, code) => {
      using client = await dialAs(gatewayUrl(world(), 0), await token(world()))
      client.send(frame)
      expect(await client.frame('refused')).toMatchObject({ code })
      await expectAlive(client)
    })

    it.each([
      ['broken JSON', '{"type":'],
      ['a selector of three thousand characters', subscribe({ labels: 'a'.repeat(3_000) })],
      ['a field of another type', subscribe({ namespaces: 'all' })],
    ])('on the socket that no client of ours would send: %s', async (_, frame) => {
      using client = await dialAs(gatewayUrl(world(), 0), await token(world()))
      client.send(frame)
      const outcome = await Promise.race([
        client.closed.then(({ code }) => code),
        client.frame('refused').then(({ code }) => code),
      ])
      expect([4500, 'bad_frame', 'bad_selector']).toContain(outcome)
    })

    it('on the socket: a frame over its size', async () => {
      using client = await dialAs(gatewayUrl(world(), 0), await token(world()))
      client.send(JSON.stringify(subscribe({ labels: 'a'.repeat(70_000) })))
      expect([1009, 4500]).toContain((await client.closed).code)
    })

    it('instead of a token: one that was altered, one of another kind, none at all', async () => {
      const { access_token, refresh_token = '' } = await logIn(world().argus.authUrl)
      const [head, payload = '', signature] = access_token.split('.')
      const claims: object = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
      const forged = Buffer.from(JSON.stringify({ ...claims, exp: 4_000_000_000 }))
      const altered = [head, forged.toString('base64url'), signature].join('.')
      for (const wrong of [altered, refresh_token, 'nothing']) {
        using client = await dial(gatewayUrl(world(), 0))
        client.send({ type: 'hello', token: wrong })
        expect((await client.closed).code).toBe(4100)
      }
    })

    it('in the address: a token there is refused', async () => {
      const url = gatewayUrl(world(), 0).replace('ws:', 'http:')
      const headers = { connection: 'upgrade', upgrade: 'websocket' }
      expect((await fetch(`${url}?token=x`, { headers }).catch(() => undefined))?.status).not.toBe(
        101,
      )
      await expect(dial(`${gatewayUrl(world(), 0)}?token=x`)).rejects.toThrow('cannot dial')
    })

    it.each([
      ['of a megabyte and a half', 'big', 'x'.repeat(1_500_000)],
      ['with line separators that JavaScript once stumbled over', 'lines', 'one\u2028two\u2029'],
    ])('that is only odd arrives whole: an object %s', async (_, name, text) => {
      using client = await dialAs(gatewayUrl(world(), 0), await token(world()))
      const id = name
      const [copy] = await client.follow({ id, topic: TOPIC, name, shape: 'object' })
      world().fleet.oslo.store.apply(
        objectOf(SERVICE_MONITORS, { name, namespace: 'odd' }, { step: 1, text }),
      )
      const item = await until(() => copy?.items.get(`odd/${name}`), { what: 'the object' })
      expect(item.object?.['spec']).toEqual({ step: 1, text })
    })
  })
}

function subscribe(fields: object): object {
  return { type: 'subscribe', id: 'odd', topic: TOPIC, shape: 'row', ...fields }
}

async function token({ argus }: World): Promise<string> {
  return (await logIn(argus.authUrl)).access_token
}

async function expectAlive(client: PlainClient): Promise<void> {
  const [copy] = await client.follow({ id: 'alive', topic: TOPIC, shape: 'row' })
  expect(copy?.at).toEqual(expect.any(String))
}

function pids({ argus }: World): readonly (number | undefined)[] {
  return [...argus.auths, ...argus.watchers, ...argus.gateways].map(({ pid }) => pid)
}
