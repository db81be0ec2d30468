import { listQuerySchema } from '@argus/contracts/http/resources'
import { errorBodySchema } from '@argus/contracts/refusal-code'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { LIST, read, refusal } from './rig/read.ts'
import { describeWithRedis, everything, startRig, THINGS, type Rig } from './rig/rig.ts'

describeWithRedis('a read is refused', () => {
  let rig: Rig
  let url: string
  const tokenOf = () => rig.auth.login([everything()]).token()
  beforeAll(async () => {
    rig = await startRig()
    url = rig.gateway.url
    const hand = await rig.topic(THINGS())
    await hand.write({ key: 'shop/cart' })
  })
  afterAll(async () => {
    await rig[Symbol.asyncDispose]()
  })

  it.each([
    ['an unknown parameter', '?namespaces=shop', '"namespaces"'],
    ['one like a member of every object', '?__proto__=1', '"__proto__"'],
    ['one given twice', '?name=a&name=b', 'name'],
    ['an empty namespace', '?namespace=', 'namespace'],
    ['a limit of nothing', '?limit=0', 'limit'],
    ['a limit beyond the highest', '?limit=1001', 'limit'],
    ['a limit that is no number', '?limit=many', 'limit'],
    ['an unknown health', '?health=Fine', 'health'],
    ['the shape of counts', '?shape=count', 'shape'],
    ['a cursor that is none', '?cursor=abc', 'cursor'],
    ['a Position that is none', '?at_least=7', 'at_least'],
    ['a Position of all clusters for one', '?at_least=alpha:aa.1.00000000', 'at_least'],
    ['an expression longer than one may be', `?cel=${'a'.repeat(1_025)}`, 'cel'],
  ])('for %s, by its name', async (_, query, named) => {
    const { status, error } = await refusal(url, `${LIST}${query}`, { token: tokenOf() })
    expect(status).toBe(400)
    expect(error).toContain(named)
  })

  it('for a selector that is none, with the place', async () => {
    for (const query of ['?labels=app%3D%3D%3Dweb', '?cel=object.spec%20%3D%3D']) {
      const { status, code, error } = await refusal(url, `${LIST}${query}`, { token: tokenOf() })
      expect([status, code]).toEqual([400, 'bad_selector'])
      expect(error).toMatch(/at character \d+/)
    }
  })

  it.each([
    ['/api/resources/Alpha/example.org/-/things'],
    ['/api/resources/alpha/*/-/things'],
    ['/api/resources/alpha/example.org/-/*'],
    ['/api/resources/alpha/example.org/V1/things'],
    ['/api/resources/*/example.org/-/things/cart?namespace=shop'],
    ['/api/resources/%ff/example.org/-/things'],
  ])('for the path %s', async (path) => {
    expect((await refusal(url, path, { token: tokenOf() })).status).toBe(400)
  })

  it('with a body, which is not read', async () => {
    const token = tokenOf()
    const body = 'x'.repeat(100)
    const sized = await refusal(url, LIST, { token, body, headers: { 'content-length': '100' } })
    expect([sized.status, sized.code]).toEqual([400, 'invalid_request'])
    const headers = { 'transfer-encoding': 'chunked', connection: 'keep-alive' }
    expect((await refusal(url, LIST, { token, body, headers })).headers['connection']).toBe('close')
  })

  it('for an address that is too long', async () => {
    const { status, code } = await refusal(url, `${LIST}?name=${'a'.repeat(9_000)}`, {
      token: tokenOf(),
    })
    expect([status, code]).toEqual([413, 'too_large'])
  })

  it('by any other method', async () => {
    const { status } = await read(url, LIST, { token: tokenOf(), method: 'DELETE' })
    expect(status).toBe(404)
  })

  it('or answered by its contract, whatever is asked', async () => {
    const token = tokenOf()
    const odd = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('', '*', '-', '..', '__proto__', 'constructor', '%00', 'core', 'v1', 'shop'),
    )
    const name = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...Object.keys(listQuerySchema.shape)) },
      odd,
    )
    const part = (usual: string) =>
      fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, odd.map(encodeURIComponent))
    const asked = fc.record({
      path: fc.tuple(
        ...['alpha', 'example.org', '-', 'things'].map(part),
        fc.option(part('cart'), { nil: undefined }),
      ),
      query: fc.array(fc.tuple(name, odd), { maxLength: 4 }),
      headers: fc.dictionary(
        fc.constantFrom('accept', 'accept-encoding', 'if-none-match', 'range', 'expect'),
        fc.stringMatching(/^[ -~]{0,20}$/),
      ),
    })
    const property = fc.asyncProperty(asked, async ({ path, query, headers }) => {
      const parts = path.filter((one) => one !== undefined)
      const fields = query.map((pair) => pair.map(encodeURIComponent).join('='))
      const address = `/api/resources/${parts.join('/')}?${fields.join('&')}`
      const { status, text } = await read(url, address, { token, headers })
      expect([200, 304, 400, 403, 404, 410, 417, 503]).toContain(status)
      if (status >= 400 && status !== 417)
        expect(errorBodySchema.parse(JSON.parse(text)).code).not.toBe('internal')
    })
    await fc.assert(property, { numRuns: 200 })
    const metrics = await (await fetch(`${url}/metrics`)).text()
    expect(metrics).not.toMatch(/argus_gateway_failures_total\{where="read"/)
  }, 60_000)
})
