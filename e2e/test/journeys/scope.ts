import { setImmediate as nextTurn } from 'node:timers/promises'
import { seeded } from '@argus/testkit/seeded'
import { until } from '@argus/testkit/until'
import { describe, expect, it } from '@jest/globals'

import { addUser } from '../../src/database.ts'
import { IP_POOLS, PROMETHEUS_RULES, SERVICE_MONITORS } from '../../src/kind.ts'
import { dialAs, type PlainClient } from '../../src/plain-client.ts'
import { changeOne } from '../../src/random-changes.ts'
import { ADMIN, logIn } from '../../src/session.ts'
import { type States, statesOfClusters, statesOfItems, type StepObject } from '../../src/truth.ts'
import type { ViewCopy } from '../../src/view-copy.ts'
import { gatewayUrl, type World } from '../../src/world.ts'

const ADA = { email: 'ada@argus.local', role: 'developer', cluster: 'oslo', namespace: 'team-a' }
const CHANGES = 1_000
const KINDS = [SERVICE_MONITORS, PROMETHEUS_RULES, IP_POOLS]

/** What ada asks for, and, by an oracle that knows nothing of Argus, what of it she may have. */
const WISHES = [
  { id: 'all', cluster: '*', kind: SERVICE_MONITORS, labels: undefined },
  { id: 'one', cluster: 'oslo', kind: SERVICE_MONITORS, labels: undefined },
  { id: 'web', cluster: '*', kind: SERVICE_MONITORS, labels: 'app=web' },
  { id: 'rules', cluster: '*', kind: PROMETHEUS_RULES, labels: undefined },
] as const

export function scope(world: () => World): void {
  describe('a person bound to one namespace of one cluster', () => {
    it(`receives nothing else in ${CHANGES} random changes, and misses nothing of it`, async () => {
      await addUser(world(), ADA)
      const { oslo, bergen } = world().fleet
      const random = seeded(20_261_125)
      const population = {
        clusters: [oslo, bergen],
        kinds: KINDS,
        namespaces: ['team-a', 'team-b'],
        size: 12,
      }
      using client = await dialAs(gatewayUrl(world(), 0), await tokenOfAda(world()))
      const followed = new Map<string, readonly ViewCopy[]>()
      for (const { id, cluster, kind, labels } of WISHES)
        followed.set(id, await client.follow(wish({ id, cluster, kind, labels })))
      await askForWhatIsNotHers(client)

      for (let step = 1; step <= CHANGES; step++) {
        changeOne(population, random, step)
        await nextTurn()
        if (step % 250 === 0) await resumeElsewhere(world(), followed)
      }

      for (const { id, kind, labels } of WISHES) {
        const hers = (): States =>
          statesOfClusters([oslo, bergen], kind, (object) => isHers(object, labels))
        await until(() => JSON.stringify(held(client.copies(id))) === JSON.stringify(hers()), {
          timeoutMs: 20_000,
          what: `what is hers of ${id}`,
        }).catch(() => undefined) // the comparison below says more
        expect(held(client.copies(id))).toEqual(hers())
      }
      for (const copies of followed.values())
        for (const { holes } of copies) expect(holes).toEqual([])
      expectNothingOfOthers(client)
    })
  })
}

async function tokenOfAda({ argus }: World): Promise<string> {
  const { access_token } = await logIn(argus.authUrl, { ...ADMIN, email: ADA.email })
  return access_token
}

interface Wish {
  readonly id: string
  readonly cluster: string
  readonly kind: { readonly group: string; readonly resource: string }
  readonly labels: string | undefined
}

function wish({ id, cluster, kind, labels }: Wish) {
  const topic = { cluster, group: kind.group, resource: kind.resource }
  return { id, topic, shape: 'object', ...(labels !== undefined && { labels }) } as const
}

function isHers({ metadata }: StepObject, labels: string | undefined): boolean {
  const { name, namespace } = metadata
  const matches = labels === undefined || metadata.labels?.['app'] === 'web'
  return namespace === ADA.namespace && name.startsWith(`${ADA.cluster}-`) && matches
}

function held(copies: readonly ViewCopy[] = []): States {
  return statesOfItems(
    copies.flatMap(({ header, items }) =>
      [...items.values()].map((item) => ({ cluster: header.topic.cluster, item })),
    ),
  )
}

/** Another cluster and one that does not exist are the same to her, and so are the kinds of the whole cluster. */
async function askForWhatIsNotHers(client: PlainClient): Promise<void> {
  const ask = async (id: string, cluster: string): Promise<string> => {
    client.send({
      type: 'subscribe',
      ...wish({ id, cluster, kind: SERVICE_MONITORS, labels: undefined }),
    })
    const { code, message } = await client.frame('refused', (frame) => frame.id === id)
    return `${code} ${message}`.replaceAll(cluster, 'that cluster')
  }
  expect(await ask('theirs', 'bergen')).toBe(await ask('nowhere', 'atlantis'))
  client.send({
    type: 'subscribe',
    ...wish({ id: 'pools', cluster: 'oslo', kind: IP_POOLS, labels: undefined }),
  })
  await until(() => client.received.some(({ frame }) => 'id' in frame && frame.id === 'pools'), {
    what: 'an answer about the kinds of the whole cluster',
  })
}

/** Comes back with her positions on the other gateway; what she gets there is hers as well. */
async function resumeElsewhere(
  world: World,
  followed: ReadonlyMap<string, readonly ViewCopy[]>,
): Promise<void> {
  using other = await dialAs(gatewayUrl(world, 1), await tokenOfAda(world))
  for (const { id, cluster, kind, labels } of WISHES)
    await other.follow(wish({ id, cluster, kind, labels }), followed.get(id))
  expectNothingOfOthers(other)
}

/** Every object's name says where it lives, so what is not hers would show in whatever text it came in. */
function expectNothingOfOthers({ received }: PlainClient): void {
  const named = received.flatMap(
    ({ text }) => text.match(/(oslo|bergen)-(team-\w|whole)-\d+/g) ?? [],
  )
  expect(new Set(named.filter((name) => !name.startsWith('oslo-team-a-')))).toEqual(new Set())
  const views = received.filter(({ frame }) => frame.type !== 'refused')
  expect(views.filter(({ text }) => text.includes('bergen'))).toEqual([])
}
