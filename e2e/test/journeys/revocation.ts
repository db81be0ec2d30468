import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import type { Subscribe } from '@argus/contracts/client-frame'
import type { Me, Tokens } from '@argus/contracts/http/auth'
import { until } from '@argus/testkit/until'

import { type ApartGateway, startApartGateway } from '../../src/apart-gateway.ts'
import { addUser } from '../../src/database.ts'
import { objectOf, SERVICE_MONITORS } from '../../src/kind.ts'
import { type Closed, dial, dialAs, type PlainClient } from '../../src/plain-client.ts'
import { ADMIN, callApi, logIn, logOut, whoAmI } from '../../src/session.ts'
import { gatewayUrl, type World } from '../../src/world.ts'

const WITHIN_MS = 2_000
const WITHIN_BY_POLL_MS = 5_000
const SESSIONS = 10
const SOCKETS_A_SESSION = 10
const ROUNDS = 3
const NAMESPACE = 'revoked'

/** Where auth is not heard: delivery stops then, and sockets are closed then; what the reckoning may add to either. */
const STOPS_AFTER_MS = 15_000
const CLOSES_AFTER_MS = 60_000
const SLACK_MS = 4_000
/** A cut comes up to one heartbeat after auth was last heard, and a busy machine closes a moment late. */
const HEARTBEAT_MS = 2_000
const CLOSES_WITHIN_MS = 3_000

/**
 * From the commit of a revocation to the last socket, with real processes and real time. One gateway loses everything now;
 * the answer registers what became of it a minute later, into which the other journeys fit.
 */
export function revocation(world: () => World): () => void {
  let lost: { readonly client: PlainClient; readonly at: number } | undefined
  let apart: ApartGateway | undefined

  describe('a session that is ended', () => {
    it(`closes its sockets within ${WITHIN_MS / 1_000} s, of ${SESSIONS * SOCKETS_A_SESSION} on two gateways, and no others`, async () => {
      const took: number[] = []
      const admin = await logIn(world().argus.authUrl)
      for (let round = 0; round < ROUNDS; round++) {
        const open = await openSessions(world(), round)
        while (open.length > 0) {
          const [ended] = open.splice(0, 1)
          if (ended === undefined) continue
          took.push(await msToLastClose(world(), { ...ended, admin }, took.length))
          const others = open.flatMap(({ sockets }) => sockets)
          expect(await Promise.all(others.map(isOpen))).toEqual(others.map(() => true))
        }
      }
      const line = `${took.length} revocations: ${describeSpread(took)}`
      expect([line, quantile(took, 0.99) <= WITHIN_MS]).toEqual([line, true])
    })
  })

  describe('a gateway apart from the others', () => {
    it('finds a revocation by asking, within five seconds, while its Redis is away', async () => {
      apart = await startApartGateway(world())
      const tokens = await logIn(world().argus.authUrl)
      using client = await dialAs(apart.socketUrl, tokens.access_token)
      using cut = apart.cut('redis')
      const asked = performance.now()
      expect(await logOut(world().argus.authUrl, tokens)).toBe(200)
      const { code, at } = await soon(client.closed)
      expect(code).toBe(4501)
      expect(at - asked).toBeLessThan(WITHIN_BY_POLL_MS)
      cut[Symbol.dispose]()
    })

    it('lets nobody in from the moment at which it can ask nobody', async () => {
      if (apart === undefined) throw new Error('it did not start')
      const { url, socketUrl } = apart
      await until(async () => (await fetch(`${url}/readyz`)).ok, {
        timeoutMs: 20_000,
        what: 'it to be whole again',
      })
      const { access_token } = await logIn(world().argus.authUrl)
      const client = await dialAs(socketUrl, access_token)
      await client.follow(monitors())
      apart.cut('redis and auth')
      lost = { client, at: performance.now() }
      const late = await dial(socketUrl)
      late.send({ type: 'hello', token: access_token })
      expect((await soon(late.closed)).code).toBe(4002)
      expect(performance.now() - lost.at).toBeLessThan(WITHIN_MS)
    })
  })

  return () => {
    describe('a gateway that can ask nobody for a minute', () => {
      it('has delivered nothing since the first 15 s, closed its sockets, and takes no more', async () => {
        if (apart === undefined || lost === undefined) throw new Error('it did not start')
        const { client, at } = lost
        await delay(Math.max(0, at + CLOSES_AFTER_MS + SLACK_MS - performance.now()))
        const closed = await Promise.race([client.closed, delay(0, undefined)])
        expect(closed?.code).toBe(4002)
        const tookMs = (closed?.at ?? 0) - at
        expect(tookMs).toBeGreaterThan(CLOSES_AFTER_MS - HEARTBEAT_MS)
        expect(tookMs).toBeLessThan(CLOSES_AFTER_MS + CLOSES_WITHIN_MS)
        const afterwards = client.received.filter((one) => one.at > at + STOPS_AFTER_MS)
        expect(afterwards.map(({ frame }) => frame.type)).toEqual([])
        await expect(dial(apart.socketUrl)).rejects.toThrow('cannot dial')
        expect((await fetch(`${apart.url}/readyz`)).status).toBe(503)
        await apart[Symbol.asyncDispose]()
      })
    })

    describe('while auth is frozen', () => {
      it('delivery goes on for 15 s and no longer, and afterwards nothing is missing', async () => {
        const { argus } = world()
        const { access_token } = await logIn(argus.authUrl)
        using client = await dialAs(gatewayUrl(world(), 0), access_token)
        const [copy] = await client.follow(monitors())
        let step = 1
        const put = (): void => {
          const { store } = world().fleet.oslo
          const where = { name: 'steady', namespace: NAMESPACE }
          store.apply(objectOf(SERVICE_MONITORS, where, { step: step++ }))
        }
        const putting = setInterval(put, 200)
        try {
          await client.event(({ key }) => key === `${NAMESPACE}/steady`)
          for (const auth of argus.auths) auth.pause()
          const frozen = performance.now()
          await delay(STOPS_AFTER_MS + SLACK_MS)
          const last = Math.max(...eventsOf(client).map(({ at }) => at)) - frozen
          expect(last).toBeGreaterThan(STOPS_AFTER_MS / 2)
          expect(last).toBeLessThan(STOPS_AFTER_MS + WITHIN_MS)
        } finally {
          clearInterval(putting)
          for (const auth of argus.auths) auth.resume()
        }
        const whole = () =>
          JSON.stringify(copy?.items.get(`${NAMESPACE}/steady`)).includes(`${step - 1}`)
        await until(whole, { timeoutMs: 10_000, what: 'the newest state' })
        expect(copy?.holes).toEqual([])
      })
    })
  }
}

interface OpenSession {
  readonly tokens: Tokens
  readonly me: Me
  readonly sockets: readonly PlainClient[]
}

/** Sessions of a user each, their sockets spread over both gateways. */
async function openSessions(world: World, round: number): Promise<OpenSession[]> {
  const opened: OpenSession[] = []
  for (let number = 0; number < SESSIONS; number++) {
    const email = `revoked-${round}-${number}@argus.local`
    await addUser(world, { email, role: 'viewer' })
    const tokens = await logIn(world.argus.authUrl, { ...ADMIN, email })
    const sockets = await Promise.all(
      Array.from({ length: SOCKETS_A_SESSION }, (_, index) =>
        dialAs(gatewayUrl(world, index % 2 === 0 ? 0 : 1), tokens.access_token),
      ),
    )
    opened.push({ tokens, me: await whoAmI(world.argus.authUrl, tokens), sockets })
  }
  return opened
}

interface Ended extends OpenSession {
  /** An administrator. */
  readonly admin: Tokens
}

/** Ways in which a Session is ended: by who has it, by its owner from elsewhere, and by an administrator. */
const WAYS: readonly ((world: World, ended: Ended) => Promise<unknown>)[] = [
  ({ argus }, { tokens }) => logOut(argus.authUrl, tokens),
  async ({ argus }, { me }) => {
    const elsewhere = await logIn(argus.authUrl, { ...ADMIN, email: me.email })
    const path = `/api/auth/sessions/${me.sessionId}`
    await callApi(argus.authUrl, elsewhere, { method: 'DELETE', path })
  },
  ({ argus }, { me, admin }) =>
    callApi(argus.authUrl, admin, { method: 'DELETE', path: `/api/users/${me.id}/sessions` }),
  ({ argus }, { me, admin }) =>
    callApi(argus.authUrl, admin, { method: 'POST', path: `/api/users/${me.id}/disable` }),
]

/** More than from the commit: also what the call takes before it. */
async function msToLastClose(world: World, ended: Ended, turn: number): Promise<number> {
  const { sockets } = ended
  const asked = performance.now()
  await WAYS[turn % WAYS.length]?.(world, ended)
  const closed = await Promise.all(sockets.map((socket) => soon(socket.closed)))
  expect(new Set(closed.map(({ code }) => code))).toEqual(new Set([4501]))
  return Math.max(...closed.map(({ at }) => at)) - asked
}

function monitors(): Omit<Subscribe, 'type'> {
  const { group, resource } = SERVICE_MONITORS
  const topic = { cluster: 'oslo', group, resource }
  return { id: 'monitors', topic, namespaces: [NAMESPACE], shape: 'object' }
}

const eventsOf = ({ received }: PlainClient) =>
  received.filter(({ frame }) => frame.type === 'events')

async function isOpen(client: PlainClient): Promise<boolean> {
  return (await Promise.race([client.closed, delay(0, 'open')])) === 'open'
}

function soon(closed: Promise<Closed>): Promise<Closed> {
  return Promise.race([
    closed,
    delay(10_000, undefined, { ref: false }).then(() => {
      throw new Error('the socket is still open')
    }),
  ])
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

function describeSpread(values: readonly number[]): string {
  const at = (share: number): string => `${Math.round(quantile(values, share))} ms`
  return `p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}, longest ${at(1)}`
}
