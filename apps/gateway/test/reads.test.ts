import type { Grant, Permission } from '@argus/contracts/grant'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { list, LIST, object, read, refusal, untilListed } from './rig/read.ts'
import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'

describeWithRedis('a read', () => {
  let rig: Rig
  let url: string
  const tokenOf = (...grants: Grant[]) =>
    rig.auth.login(grants.length > 0 ? grants : [everything()]).token()
  const keys = (items: readonly { readonly cluster: string; readonly key: string }[]) =>
    items.map(({ cluster, key }) => `${cluster}:${key}`)
  beforeAll(async () => {
    rig = await startRig()
    url = rig.gateway.url
    await rig.cluster('beta', 'hidden')
    const hand = await rig.topic(THINGS())
    await hand.write(
      { key: 'shop/cart', labels: { app: 'web', tier: 'front' }, object: thing('shop/cart', 3) },
      { key: 'shop/till', labels: { app: 'web' }, health: 'Failed', object: thing('shop/till', 1) },
      { key: 'bank/vault', labels: { app: 'db' }, object: thing('bank/vault', 5) },
    )
    const beta = await rig.topic(THINGS('beta'))
    await beta.write({ key: 'shop/cart', labels: { app: 'web' }, object: thing('shop/cart', 2) })
    const hidden = await rig.topic(THINGS('hidden'))
    await hidden.write({ key: 'shop/canary' })
    const nodes = await rig.topic({ ...THINGS(), resource: 'nodes' }, { namespaced: false })
    await nodes.write({ key: '/one' }, { key: '/two' })
    const clusters = ['alpha', 'beta', 'hidden']
    await untilListed(url, LIST.replace('/alpha/', '/*/'), { token: tokenOf(), clusters })
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  describe('of a list', () => {
    it('is rows with their columns, by cluster and Key, unless objects are asked for', async () => {
      const token = tokenOf()
      const rows = await list(url, LIST, { token })
      expect(keys(rows.items)).toEqual(['alpha:bank/vault', 'alpha:shop/cart', 'alpha:shop/till'])
      expect(rows.items[2]).toMatchObject({ health: 'Failed', cells: ['v'], owners: [] })
      expect(rows.items.some((item) => 'object' in item)).toBe(false)
      expect(rows.topics).toEqual([
        {
          topic: THINGS(),
          shape: expect.objectContaining({ kind: 'Thing', columns: [expect.anything()] }),
          status: { state: 'live', since: 1 },
          behind_since: null,
          at: expect.stringMatching(/^[a-z0-9]+\.4\.[0-9a-f]{8}$/),
          time: expect.any(Number),
        },
      ])
      expect(rows.consistent).toBe(true)
      expect(rows.next).toBeUndefined()
      const objects = await list(url, `${LIST}?shape=object`, { token })
      expect(keys(objects.items)).toEqual(keys(rows.items))
      expect(objects.items[0]?.object).toEqual(thing('bank/vault', 5))
      expect(objects.consistent).toBe(true)
    })

    it.each([
      ['namespaces', '?namespace=shop', ['cart', 'till']],
      ['several namespaces', '?namespace=shop&namespace=bank', ['cart', 'till', 'vault']],
      ['a name', '?name=till', ['till']],
      ['a label selector', `?labels=${encodeURIComponent('app in (web),!tier')}`, ['till']],
      ['health', '?health=Failed', ['till']],
      [
        'a CEL expression',
        `?cel=${encodeURIComponent('object.spec.replicas > 2')}`,
        ['cart', 'vault'],
      ],
      [
        'all of them',
        `?namespace=shop&labels=app%3Dweb&cel=${encodeURIComponent('self.spec.replicas < 3')}&shape=object`,
        ['till'],
      ],
    ])('is narrowed by %s', async (_, query, names) => {
      const { items } = await list(url, `${LIST}${query}`, { token: tokenOf() })
      expect(new Set(items.map(({ key }) => key.split('/')[1]))).toEqual(new Set(names))
    })

    it('is of all clusters that the reader may see', async () => {
      const grants = [everything('alpha', 'shop'), everything('beta')]
      const path = LIST.replace('/alpha/', '/*/')
      const { items, topics } = await list(url, path, { token: tokenOf(...grants) })
      expect(keys(items)).toEqual(['alpha:shop/cart', 'alpha:shop/till', 'beta:shop/cart'])
      expect(topics.map(({ topic }) => topic.cluster)).toEqual(['alpha', 'beta'])
      const nobody = await list(url, path, { token: tokenOf(everything('nowhere')) })
      expect(nobody).toEqual({ items: [], topics: [], consistent: true })
    })

    it('is of the version that is followed, by its name or -', async () => {
      const token = tokenOf()
      expect((await list(url, LIST.replace('/-/', '/v1/'), { token })).items).toHaveLength(3)
      const other = await refusal(url, LIST.replace('/-/', '/v2/'), { token })
      expect([other.status, other.code]).toEqual([404, 'version_not_followed'])
    })

    it('is of what Argus says of itself as well', async () => {
      const path = '/api/resources/alpha/argus.internal/-/clusters'
      const hand = await rig.topic(
        { cluster: 'alpha', group: 'argus.internal', version: 'v1', resource: 'clusters' },
        { namespaced: false, listed: false },
      )
      await hand.write({ key: '/alpha' })
      const { items } = await list(url, path, { token: tokenOf(everything('alpha', 'shop')) })
      expect(keys(items)).toEqual(['alpha:/alpha'])
    })
  })

  describe('of one object', () => {
    it('is the object beside its row', async () => {
      const answer = await object(url, `${LIST}/cart?namespace=shop`, { token: tokenOf() })
      expect(answer).toMatchObject({
        topic: THINGS(),
        behind_since: null,
        item: { cluster: 'alpha', key: 'shop/cart', cells: ['v'], object: thing('shop/cart', 3) },
      })
      const node = await object(url, `${LIST.replace('things', 'nodes')}/one`, { token: tokenOf() })
      expect(node.item.key).toBe('/one')
    })

    it('needs its namespace', async () => {
      const { status, code, error } = await refusal(url, `${LIST}/cart`, { token: tokenOf() })
      expect([status, code]).toEqual([400, 'invalid_request'])
      expect(error).toContain('namespace')
    })

    it('is not found where there is none', async () => {
      const { status, code } = await refusal(url, `${LIST}/none?namespace=shop`, {
        token: tokenOf(),
      })
      expect([status, code]).toEqual([404, 'not_found'])
    })

    it('takes the right to get it, and a table does not', async () => {
      const permissions = (['list', 'watch'] as const).map((verb): Permission => {
        return { apiGroup: '*', resource: '*', verb }
      })
      const token = tokenOf({ ...everything(), permissions })
      expect((await list(url, LIST, { token })).items).toHaveLength(3)
      for (const path of [
        `${LIST}/cart?namespace=shop`,
        `${LIST}?shape=object`,
        `${LIST}?cel=true`,
      ])
        expect((await refusal(url, path, { token })).code).toBe('not_allowed')
    })
  })

  describe('betrays nothing', () => {
    it('G-17 a cluster that exists and one that does not are told apart by nobody who may not', async () => {
      const token = tokenOf(everything('alpha', 'shop'))
      const answers = await Promise.all(
        ['hidden', 'nowhere'].flatMap((cluster) =>
          ['', '/canary?namespace=shop', '?cel=true', `?at_least=aa.1.00000000`].map((rest) =>
            read(url, LIST.replace('alpha', cluster) + rest, { token }),
          ),
        ),
      )
      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
      expect(answers[0]?.status).toBe(404)
      const all = await read(url, LIST.replace('/alpha/', '/*/'), { token })
      expect(all.text).not.toContain('hidden')
      const least = await Promise.all(
        ['hidden', 'nowhere'].map((cluster) =>
          read(url, `${LIST.replace('/alpha/', '/*/')}?at_least=${cluster}:aa.1.00000000`, {
            token,
          }),
        ),
      )
      expect(least[0]?.text).toBe(least[1]?.text)
    })

    it('G-17 an object outside the scope and one that is not there are answered alike', async () => {
      const token = tokenOf(everything('alpha', 'shop'))
      const answers = await Promise.all(
        ['vault', 'nothing'].map((name) => read(url, `${LIST}/${name}?namespace=bank`, { token })),
      )
      expect(answers[0]?.text).toBe(answers[1]?.text)
      expect(answers[0]?.status).toBe(403)
      const kinds = await Promise.all(
        ['things', 'nothings'].map((resource) =>
          read(url, LIST.replace('things', resource), {
            token: tokenOf({
              ...everything('alpha'),
              permissions: [{ apiGroup: 'other.org', resource: '*', verb: '*' }],
            }),
          }),
        ),
      )
      expect(kinds[0]?.text).toBe(kinds[1]?.text)
    })
  })

  it('G-17 of what Argus follows names no kind that the reader may not list', async () => {
    const hand = await rig.topic(
      { cluster: 'alpha', group: 'argus.internal', version: 'v1', resource: 'watches' },
      { namespaced: false, listed: false },
    )
    await hand.write({ key: '/example.org.things' }, { key: '/other.org.canaries' })
    const path = '/api/resources/alpha/argus.internal/-/watches'
    const permissions = (['get', 'list', 'watch'] as const).flatMap((verb): Permission[] => [
      { apiGroup: 'argus.internal', resource: 'clusters', verb },
      { apiGroup: 'example.org', resource: 'things', verb },
    ])
    const token = tokenOf({ ...everything(), permissions })
    const objects = await list(url, `${path}?shape=object`, { token })
    expect(keys(objects.items)).toEqual(['alpha:/example.org.things'])
    expect((await object(url, `${path}/example.org.things`, { token })).item.key).toBe(
      '/example.org.things',
    )
    const answers = await Promise.all(
      ['other.org.canaries', 'other.org.nothings'].map((name) =>
        read(url, `${path}/${name}`, { token }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
    expect(answers[0]?.text).toBe(answers[1]?.text)
  })

  describe('is for who', () => {
    it('shows a genuine token of a live session in the header, and in no other place', async () => {
      const login = rig.auth.login([everything()])
      const token = login.token()
      expect((await refusal(url, LIST)).headers['www-authenticate']).toBe('Bearer')
      const cases: readonly [object, string][] = [
        [{}, 'unauthenticated'],
        [{ token: 'nonsense' }, 'unauthenticated'],
        [{ token: login.token({ aud: 'argus-auth' }) }, 'unauthenticated'],
        [{ token: login.token({ exp: 1_000_000 }) }, 'unauthenticated'],
        [{ headers: { authorization: `Basic ${token}` } }, 'unauthenticated'],
        [{ headers: { cookie: `__Host-argus_rt=${token}; token=${token}` } }, 'unauthenticated'],
      ]
      for (const [asking, code] of cases)
        expect(await refusal(url, LIST, asking)).toMatchObject({ status: 401, code })
    })

    it('G-03 puts no credential into the address', async () => {
      const token = tokenOf()
      for (const name of ['token', 'access_token']) {
        const { status, error } = await refusal(url, `${LIST}?${name}=${token}`, { token })
        expect(status).toBe(400)
        expect(error).toContain(`"${name}"`)
        expect(error).not.toContain(token)
      }
    })

    it('G-06 has a session that is not over', async () => {
      const login = rig.auth.login([everything()])
      const token = login.token()
      await list(url, LIST, { token })
      await rig.auth.revoke(login)
      expect(await refusal(url, LIST, { token })).toMatchObject({
        status: 401,
        code: 'session_revoked',
      })
    })

    it('G-14 has the right at that moment', async () => {
      const login = rig.auth.login([everything('alpha')])
      const token = login.token()
      expect((await list(url, LIST, { token })).items).toHaveLength(3)
      await rig.auth.regrant(login.userId, [everything('alpha', 'bank')])
      expect(keys((await list(url, LIST, { token })).items)).toEqual(['alpha:bank/vault'])
    })

    it('can be judged: where auth cannot say, nobody is answered', async () => {
      const token = tokenOf()
      rig.auth.storeDown = true
      const { status, code, headers } = await refusal(url, LIST, { token })
      expect([status, code, headers['retry-after']]).toEqual([503, 'unavailable', '5'])
      rig.auth.storeDown = false
      await list(url, LIST, { token })
    })
  })
})

/** An object of the tests. */
function thing(key: string, replicas: number) {
  const [namespace, name] = key.split('/')
  return { metadata: { namespace, name }, spec: { replicas } }
}
