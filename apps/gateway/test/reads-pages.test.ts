import type { Grant } from '@argus/contracts/grant'
import { describe, expect, it } from '@jest/globals'

import { list, object, pages, refusal, untilListed } from './rig/read.ts'
import { describeReads } from './rig/reads-rig.ts'
import { everything, THINGS } from './rig/rig.ts'

describeReads('pages of a list', (reads) => {
  const { tokenOf, pathOf, seven, settled } = reads

  const SORTED = ['bank/a', 'bank/b', 'shop/a', 'shop/b', 'shop/c', 'shop/d', 'tax/a']

  it('are of one Position, whatever changes between them', async () => {
    const hand = await seven()
    const token = tokenOf()
    const first = await list(reads.url, `${pathOf(hand)}?limit=3`, { token })
    await hand.write({ key: 'shop/b', cells: ['after'] }, { key: 'shop/bb' }, 'shop/d', 'bank/a')
    await settled(hand, token)
    const rest = []
    for (let next = first.next; next !== undefined; next = rest.at(-1)?.next)
      rest.push(await list(reads.url, `${pathOf(hand)}?limit=3&cursor=${next}`, { token }))
    const all = [first, ...rest]
    expect(all.map(({ items }) => items.length)).toEqual([3, 3, 1])
    expect(all.flatMap(({ items }) => items.map(({ key }) => key))).toEqual(SORTED)
    expect(all.flatMap(({ items }) => items.map(({ cells }) => cells[0]))).toEqual(
      SORTED.map(() => 'before'),
    )
    expect(all.map(({ consistent }) => consistent)).toEqual([true, true, true])
    expect(new Set(all.map(({ topics }) => topics[0]?.at)).size).toBe(1)
    const { items } = await list(reads.url, pathOf(hand), { token })
    expect(items.map(({ key }) => key)).toContain('shop/bb')
  })

  it('go on at another gateway, and say whether they are still of that Position', async () => {
    const hand = await seven()
    const token = tokenOf()
    const other = (await reads.rig.another()).url
    const { next, topics } = await list(reads.url, `${pathOf(hand)}?limit=3`, { token })
    const path = `${pathOf(hand)}?limit=3&cursor=${next}`
    await list(other, pathOf(hand), { token })
    const same = await list(other, path, { token })
    expect(same.items.map(({ key }) => key)).toEqual(SORTED.slice(3, 6))
    expect([same.consistent, same.topics[0]?.at]).toEqual([true, topics[0]?.at])
    await hand.write({ key: 'shop/bb' })
    const third = (await reads.rig.another()).url
    const moved = await list(third, path, { token })
    expect(moved.items.map(({ key }) => key)).toEqual(['shop/b', 'shop/bb', 'shop/c'])
    expect(moved.consistent).toBe(false)
    const last = await list(third, `${pathOf(hand)}?limit=3&cursor=${moved.next}`, { token })
    expect([last.items.map(({ key }) => key), last.consistent]).toEqual([
      ['shop/d', 'tax/a'],
      false,
    ])
  })

  it('say where objects are newer than their rows, or gone', async () => {
    const hand = await seven()
    const token = tokenOf()
    const path = `${pathOf(hand)}?limit=3&shape=object`
    const first = await list(reads.url, path, { token })
    expect(first.consistent).toBe(true)
    await hand.write({ key: 'shop/b', cells: ['after'] }, 'shop/c')
    await settled(hand, token)
    const second = await list(reads.url, `${path}&cursor=${first.next}`, { token })
    expect(second.items.map(({ key }) => key)).toEqual(['shop/b', 'shop/d'])
    expect(second.consistent).toBe(false)
    const third = await list(reads.url, `${path}&cursor=${second.next}`, { token })
    expect([third.items.map(({ key }) => key), third.consistent]).toEqual([['tax/a'], false])
  })

  it('go through all clusters', async () => {
    const hand = await seven()
    const { resource } = hand.topic
    await reads.rig.cluster('beta')
    const beta = await reads.rig.topic({ ...THINGS('beta'), resource })
    await beta.write({ key: 'shop/a' }, { key: 'a/z' })
    const path = `/api/resources/*/example.org/-/${resource}?limit=2`
    const token = tokenOf()
    await untilListed(reads.url, path, { token, clusters: ['alpha', 'beta'] })
    const all = await pages(reads.url, path, { token })
    expect(
      all.flatMap(({ items }) => items.map(({ cluster, key }) => `${cluster}:${key}`)),
    ).toEqual([...SORTED.map((key) => `alpha:${key}`), 'beta:a/z', 'beta:shop/a'])
    for (const { topics } of all) expect(topics).toHaveLength(2)
    expect(all.every(({ consistent }) => consistent)).toBe(true)
  })

  it('of another request are refused', async () => {
    const hand = await seven()
    const token = tokenOf()
    const { next } = await list(reads.url, `${pathOf(hand)}?limit=3`, { token })
    for (const more of ['&namespace=shop', '&shape=object', '&health=Failed', '&labels=a']) {
      const { status, error } = await refusal(reads.url, `${pathOf(hand)}?cursor=${next}${more}`, {
        token,
      })
      expect([status, error]).toEqual([400, expect.stringContaining('another request')])
    }
    await list(reads.url, `${pathOf(hand)}?cursor=${next}&limit=1`, { token })
  })

  it('belong to the request that they were asked by, though another shows the same', async () => {
    const hand = await seven()
    const token = tokenOf()
    const ways = [pathOf(hand), pathOf(hand).replace('/-/', '/v1/')]
    ways.push(pathOf(hand).replace('/alpha/', '/*/'))
    for (const path of ways) {
      const all = await pages(reads.url, `${path}?limit=3`, { token })
      expect(all.flatMap(({ items }) => items.map(({ key }) => key))).toEqual(SORTED)
    }
  })

  it('end early where objects are large', async () => {
    const hand = await reads.rig.topic({ ...THINGS(), resource: 'large' })
    const blob = 'x'.repeat(1_000_000)
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g'])
      await hand.write({
        key: `shop/${name}`,
        object: { metadata: { namespace: 'shop', name }, blob },
      })
    const all = await pages(reads.url, `${pathOf(hand)}?shape=object`, { token: tokenOf() })
    expect(all.map(({ items }) => items.length)).toEqual([5, 2])
  })

  describe('show who may see it', () => {
    it('a cursor gives nobody what they may not see', async () => {
      const hand = await seven()
      const { next } = await list(reads.url, `${pathOf(hand)}?limit=1`, { token: tokenOf() })
      const token = tokenOf(everything('alpha', 'shop'))
      const shown = await list(reads.url, `${pathOf(hand)}?cursor=${next}`, { token })
      expect(shown.items.map(({ key }) => key)).toEqual(['shop/a', 'shop/b', 'shop/c', 'shop/d'])
      expect(shown.consistent).toBe(false)
    })

    it('G-16 equal names in other kinds, groups, versions, clusters and namespaces never mix', async () => {
      await reads.rig.cluster('one', 'two')
      const topics = [
        { cluster: 'one', group: 'core', version: 'v1', resource: 'secrets' },
        { cluster: 'one', group: 'core', version: 'v1', resource: 'configmaps' },
        { cluster: 'two', group: 'core', version: 'v1', resource: 'configmaps' },
        { cluster: 'one', group: 'core', version: 'v2', resource: 'pods' },
        { cluster: 'two', group: 'core', version: 'v1', resource: 'pods' },
        { cluster: 'one', group: 'example.org', version: 'v1', resource: 'configmaps' },
      ]
      for (const topic of topics) {
        const hand = await reads.rig.topic(topic)
        const name = JSON.stringify(topic)
        const written = ['shop', 'bank'].map((namespace) => {
          const mark = `${namespace} ${name}`
          const metadata = { namespace, name: 'equal' }
          return { key: `${namespace}/equal`, cells: [mark], object: { metadata, mark } }
        })
        await hand.write(...written)
      }
      const named: Grant = {
        ...everything(),
        permissions: [
          { apiGroup: '*', resource: '*', verb: '*' },
          { apiGroup: 'core', resource: 'secrets', verb: '*' },
        ],
      }
      const login = reads.rig.auth.login([named])
      const bound = reads.rig.auth.login([everything('one', 'shop'), everything('two', 'bank')])
      const asked = topics.flatMap((topic) => {
        const { cluster, group, resource } = topic
        const path = `/api/resources/${cluster}/${group}/-/${resource}`
        return ['shop', 'bank'].flatMap((namespace) =>
          [login, bound].map((reader) => ({ topic, path, namespace, reader })),
        )
      })
      for (const round of [1, 2])
        await Promise.all(
          asked.map(async ({ topic, path, namespace, reader }) => {
            const mark = `${namespace} ${JSON.stringify(topic)}`
            const token = reader.token()
            const own = topic.cluster === 'one' ? 'shop' : 'bank'
            if (reader === bound && (topic.resource === 'secrets' || namespace !== own)) {
              const paths = [
                `${path}/equal?namespace=${namespace}`,
                `${path}?namespace=${namespace}`,
              ]
              for (const closed of paths)
                expect((await refusal(reads.url, closed, { token })).status).toBe(403)
              return
            }
            const one = await object(reads.url, `${path}/equal?namespace=${namespace}`, { token })
            expect([round, one.item.object?.['mark']]).toEqual([round, mark])
            const rows = await list(reads.url, `${path}?namespace=${namespace}`, { token })
            expect(rows.items.map(({ cells }) => cells)).toEqual([[mark]])
            const all = await list(reads.url, `${path}?shape=object`, { token })
            const marks = all.items.map((item) => item.object?.['mark'])
            const both = ['bank', 'shop'].map((each) => `${each} ${JSON.stringify(topic)}`)
            expect(marks).toEqual(reader === bound ? [mark] : both)
          }),
        )
    })
  })
})
