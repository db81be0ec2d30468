import { formatClientPosition } from '@argus/contracts/position'
import { UNSERVED_VERSION } from '@argus/contracts/topic'
import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { describe, expect, it } from '@jest/globals'

import { list, LIST, object, read, refusal, untilListed } from './rig/read.ts'
import { describeReads } from './rig/reads-rig.ts'
import { everything, startRig, THINGS } from './rig/rig.ts'
import type { TopicHand } from './rig/topic-hand.ts'

describeReads('a read at a Position', (reads) => {
  const { tokenOf, pathOf, fresh } = reads

  const TAG = '00000000'
  const positionOf = ({ position }: TopicHand, more = 0) =>
    formatClientPosition({ ...position, seq: position.seq + more }, TAG)

  it('is answered at it or after it, on any gateway', async () => {
    const hand = await fresh()
    const token = tokenOf()
    const other = await reads.rig.another()
    await list(reads.url, pathOf(hand), { token })
    await list(other.url, pathOf(hand), { token })
    for (let round = 0; round < 20; round += 1) {
      await hand.write({ key: 'shop/a', cells: [`${round}`] })
      for (const gateway of [reads.url, other.url]) {
        const query = `?at_least=${positionOf(hand)}`
        const { items } = await list(gateway, `${pathOf(hand)}${query}`, { token })
        expect(items[0]?.cells).toEqual([`${round}`])
        const one = `${pathOf(hand)}/a${query}&namespace=shop`
        expect((await object(gateway, one, { token })).item.cells).toEqual([`${round}`])
      }
    }
  })

  it('waits for what is on its way', async () => {
    const hand = await fresh()
    const token = tokenOf()
    await list(reads.url, pathOf(hand), { token })
    const answer = list(reads.url, `${pathOf(hand)}?at_least=${positionOf(hand, 1)}`, { token })
    await hand.write({ key: 'shop/late' })
    expect((await answer).items.map(({ key }) => key)).toEqual(['shop/late'])
  })

  it('is refused where that time is over, whoever wrote it', async () => {
    const hand = await fresh()
    await hand.write({ key: 'shop/a' })
    const token = tokenOf()
    const before = positionOf(hand)
    await hand.startEpoch()
    await hand.write({ key: 'shop/b' })
    const now = await list(reads.url, `${pathOf(hand)}?at_least=${positionOf(hand)}`, { token })
    expect(now.items).toHaveLength(2)
    const paths = [
      `${pathOf(hand)}?at_least=${before}`,
      `${pathOf(hand)}/a?namespace=shop&at_least=${before}`,
      `${pathOf(hand).replace('/alpha/', '/*/')}?at_least=alpha:${before}`,
    ]
    for (const path of paths)
      expect(await refusal(reads.url, path, { token })).toMatchObject({
        status: 410,
        code: 'epoch_changed',
      })
  })

  it('of all clusters names those that matter', async () => {
    const hand = await fresh()
    await reads.rig.cluster('beta')
    const beta = await reads.rig.topic({ ...hand.topic, cluster: 'beta' })
    const token = tokenOf()
    const path = pathOf(hand).replace('/alpha/', '/*/')
    await untilListed(reads.url, path, { token, clusters: ['alpha', 'beta'] })
    await hand.write({ key: 'shop/a' })
    await beta.write({ key: 'shop/b' })
    const least = `at_least=alpha:${positionOf(hand)}&at_least=beta:${positionOf(beta)}`
    const { items } = await list(reads.url, `${path}?${least}`, { token })
    expect(items.map(({ cluster }) => cluster)).toEqual(['alpha', 'beta'])
    const twice = `at_least=beta:${positionOf(beta)}&at_least=beta:${positionOf(beta)}`
    expect((await refusal(reads.url, `${path}?${twice}`, { token })).code).toBe('invalid_request')
  })

  it.each(['row', 'object'] as const)(
    'is where a subscription of the same shape goes on (%s)',
    async (shape) => {
      const hand = await fresh()
      await hand.write({ key: 'shop/a', labels: { a: '1' } }, { key: 'shop/b', labels: { a: '1' } })
      const login = reads.rig.auth.login([everything('alpha', 'shop')])
      const query = `?labels=a%3D1&namespace=shop&shape=${shape}`
      const { topics } = await list(reads.url, `${pathOf(hand)}${query}`, { token: login.token() })
      await hand.write({ key: 'shop/b', labels: { a: '2' } }, { key: 'shop/c', labels: { a: '1' } })
      const client = await reads.rig.client(login)
      const topic = { cluster: 'alpha', group: 'example.org', resource: hand.topic.resource }
      const from = { [`alpha/example.org/${topic.resource}`]: topics[0]?.at ?? '' }
      const filter = { labels: 'a=1', namespaces: ['shop'], shape }
      await client.subscribe({ id: 's', topic, ...filter, from })
      expect(client.of('synced').map(({ resumed }) => resumed)).toEqual([true])
      const told = client.of('events').flatMap(({ events }) => events.map(({ key }) => key))
      expect(new Set(told)).toEqual(new Set(['shop/b', 'shop/c']))
    },
  )

  describe('of a cluster that is out of step', () => {
    it('is what was known before, says since when, and of nothing else that it is not there', async () => {
      const hand = await fresh()
      await hand.write({ key: 'shop/a' })
      const token = tokenOf()
      const one = (name: string) => `${pathOf(hand)}/${name}?namespace=shop`
      await object(reads.url, one('a'), { token })
      expect((await refusal(reads.url, one('b'), { token })).code).toBe('not_found')
      await hand.setStatus({ state: 'unreachable', since: 7_000, reason: 'no route' })
      const known = await until(
        async () => {
          const answer = await object(reads.url, one('a'), { token })
          return answer.behind_since === null ? undefined : answer
        },
        { what: 'the new state' },
      )
      expect(known).toMatchObject({ behind_since: 7_000, status: { reason: 'no route' } })
      const { status, code, error } = await refusal(reads.url, one('b'), { token })
      expect([status, code]).toEqual([503, 'unavailable'])
      expect(error).toContain('unreachable since 1970-01-01T00:00:07.000Z')
    })

    it('is nothing but a state where it serves the resource in no version', async () => {
      const topic = { ...THINGS(), resource: 'unserved', version: UNSERVED_VERSION }
      await reads.rig.topic(topic, { status: { state: 'absent', since: 5 } })
      const path = LIST.replace('things', 'unserved')
      const { topics, items } = await list(reads.url, path, { token: tokenOf() })
      expect(items).toEqual([])
      expect(topics[0]).toMatchObject({ topic, status: { state: 'absent' }, behind_since: null })
    })
  })

  describe('of what is not followed', () => {
    it('makes it followed, and is answered when it is', async () => {
      const token = tokenOf()
      const resource = 'wanted'
      const answer = list(reads.url, LIST.replace('things', resource), { token })
      await until(
        async () => {
          const wanted = await reads.rig.writer.readWanted(Date.now())
          return wanted.some((ref) => ref.resource === resource)
        },
        { what: 'the wish' },
      )
      const hand = await reads.rig.topic({ ...THINGS(), resource })
      expect((await answer).topics[0]?.topic).toEqual(hand.topic)
    })

    it('G-17 is no wish of who may not see it', async () => {
      const token = tokenOf(everything('beta'))
      const path = LIST.replace('things', 'forbidden')
      expect((await refusal(reads.url, path, { token })).status).toBe(404)
      const wanted = await reads.rig.writer.readWanted(Date.now())
      expect(wanted.map(({ resource }) => resource)).not.toContain('forbidden')
    })

    it('is told so, and when to ask again, where it does not come', async () => {
      await using slow = await startRig({ clock: manual() })
      const token = slow.auth.login([everything()]).token()
      const asked = refusal(slow.gateway.url, LIST, { token })
      await waitOut(asked)
      expect(await asked).toMatchObject({ status: 404, code: 'not_followed' })
      expect((await asked).headers['retry-after']).toBe('2')
    })

    it('is told so while it is listed for the first time; of all clusters that one is named', async () => {
      await using slow = await startRig({ clock: manual() })
      await slow.topic(THINGS(), { status: { state: 'syncing', since: 5 } })
      await slow.cluster('beta')
      const beta = await slow.topic(THINGS('beta'))
      await beta.write({ key: 'shop/a' })
      const token = slow.auth.login([everything()]).token()
      const path = LIST.replace('/alpha/', '/*/')
      const clusters = ['alpha', 'beta']
      const all = await untilListed(slow.gateway.url, path, { token, clusters })
      expect(all.items.map(({ cluster }) => cluster)).toEqual(['beta'])
      expect(all.topics[0]).toMatchObject({ status: { state: 'syncing' }, behind_since: 5 })
      expect('at' in (all.topics[0] ?? {})).toBe(false)
      const asked = refusal(slow.gateway.url, LIST, { token })
      await waitOut(asked)
      expect(await asked).toMatchObject({ status: 503, code: 'unavailable' })
    })
  })

  it('that does not come is refused as behind, after a while and no later', async () => {
    await using slow = await startRig({ clock: manual() })
    const hand = await slow.topic(THINGS())
    await hand.write({ key: 'shop/a' })
    const token = slow.auth.login([everything()]).token()
    await list(slow.gateway.url, LIST, { token })
    const began = clock.now()
    const asked = refusal(slow.gateway.url, `${LIST}?at_least=${positionOf(hand, 5)}`, { token })
    await waitOut(asked)
    expect(await asked).toMatchObject({ status: 503, code: 'behind' })
    expect((await asked).headers['retry-after']).toBe('1')
    expect(clock.now() - began).toBeLessThan(2_500)
  })

  it('ends where the session does while it waits', async () => {
    const hand = await fresh()
    const login = reads.rig.auth.login([everything()])
    const token = login.token()
    await list(reads.url, pathOf(hand), { token })
    const asked = refusal(reads.url, `${pathOf(hand)}?at_least=${positionOf(hand, 9)}`, { token })
    const before = reads.rig.auth.asked
    await until(() => reads.rig.auth.asked > before, { what: 'the question who it is' })
    await reads.rig.auth.revoke(login)
    expect(await asked).toMatchObject({ status: 401, code: 'session_revoked' })
  })

  it('G-14 gives nothing while changed rights cannot be read', async () => {
    const hand = await fresh()
    await hand.write({ key: 'shop/a' })
    const login = reads.rig.auth.login([everything()])
    const token = login.token()
    await list(reads.url, pathOf(hand), { token })
    const [before, failed] = [reads.rig.auth.asked, await failures()]
    const asked = refusal(reads.url, `${pathOf(hand)}?at_least=${positionOf(hand, 1)}`, { token })
    await until(() => reads.rig.auth.asked > before, { what: 'the question who it is' })
    reads.rig.auth.storeDown = true
    await reads.rig.auth.regrant(login.userId, [])
    await until(async () => (await failures()) > failed, { what: 'the attempt to read them' })
    await hand.write({ key: 'shop/b' })
    expect(await asked).toMatchObject({ status: 503, code: 'unavailable' })
    reads.rig.auth.storeDown = false
  })

  it('G-14 gives only what may be seen when it is answered', async () => {
    const hand = await fresh()
    await hand.write({ key: 'shop/a' }, { key: 'bank/a' })
    const login = reads.rig.auth.login([everything()])
    const token = login.token()
    await list(reads.url, pathOf(hand), { token })
    const before = reads.rig.auth.asked
    const asked = read(reads.url, `${pathOf(hand)}?at_least=${positionOf(hand, 1)}`, { token })
    await until(() => reads.rig.auth.asked > before, { what: 'the question who it is' })
    await reads.rig.auth.regrant(login.userId, [everything('alpha', 'shop')])
    await until(() => reads.rig.auth.asked > before + 1, { what: 'the rights read again' })
    await hand.write({ key: 'bank/b' })
    const { status, text } = await asked
    expect(status).toBe(200)
    expect(text).toContain('shop/a')
    expect(text).not.toContain('bank')
  })

  async function failures(): Promise<number> {
    const metrics = await (await fetch(`${reads.url}/metrics`)).text()
    const found = /argus_gateway_failures_total\{where="authority"[^}]*\} (\d+)/.exec(metrics)
    return Number(found?.[1] ?? 0)
  }

  let clock: ManualClock
  const manual = (): ManualClock => (clock = new ManualClock(Date.now()))
  /** Lets time pass until an answer comes. */
  async function waitOut(answer: Promise<unknown>): Promise<void> {
    let [over, steps] = [false, 0]
    void answer.finally(() => (over = true)).catch(() => undefined) // awaited by the caller
    await until(
      async () => {
        if (!over && steps < 100) await clock.advance(50)
        steps += 1
        return over
      },
      { what: 'the answer' },
    )
  }
})
