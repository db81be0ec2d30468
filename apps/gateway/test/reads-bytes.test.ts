import { until } from '@argus/testkit/until'
import { describe, expect, it } from '@jest/globals'

import { list, read } from './rig/read.ts'
import { describeReads } from './rig/reads-rig.ts'
import { everything } from './rig/rig.ts'

describeReads('the bytes of a read', (reads) => {
  const { tokenOf, pathOf, seven, settled } = reads

  describe('an ETag', () => {
    const etagOf = async (path: string, token: string) =>
      String((await read(reads.url, path, { token })).headers['etag'])

    it('is answered with 304 and no body while nothing that is shown changed', async () => {
      const hand = await seven()
      const token = tokenOf()
      const path = `${pathOf(hand)}?namespace=shop`
      const headers = { 'if-none-match': await etagOf(path, token) }
      const again = await read(reads.url, path, { token, headers })
      expect([again.status, again.text]).toEqual([304, ''])
      expect(again.headers).toMatchObject({
        etag: headers['if-none-match'],
        'cache-control': 'private, no-store',
        vary: 'Authorization, Accept-Encoding',
      })
      const several = { 'if-none-match': `"other", ${headers['if-none-match']}` }
      expect((await read(reads.url, path, { token, headers: several })).status).toBe(304)
      await hand.write({ key: 'bank/a', cells: ['elsewhere'] })
      await settled(hand, token)
      expect((await read(reads.url, path, { token, headers })).status).toBe(304)
      await hand.write({ key: 'shop/a', cells: ['changed'] })
      await settled(hand, token)
      const changed = await read(reads.url, path, { token, headers })
      expect(changed.status).toBe(200)
      expect(changed.headers['etag']).not.toBe(headers['if-none-match'])
    })

    it('is another one for another state of the Topic', async () => {
      const hand = await seven()
      const token = tokenOf()
      const path = pathOf(hand)
      const before = await etagOf(path, token)
      await hand.setStatus({ state: 'unreachable', since: 7, reason: 'no route' })
      const after = await until(
        async () => {
          const answer = await list(reads.url, path, { token })
          return answer.topics[0]?.behind_since === 7 ? answer : undefined
        },
        { what: 'the new state' },
      )
      expect(after.topics[0]?.status).toEqual({
        state: 'unreachable',
        since: 7,
        reason: 'no route',
      })
      expect(after.items).toHaveLength(7)
      expect(await etagOf(path, token)).not.toBe(before)
    })

    it('of somebody who may see more is of no use', async () => {
      const hand = await seven()
      const headers = { 'if-none-match': await etagOf(pathOf(hand), tokenOf()) }
      const token = tokenOf(everything('alpha', 'shop'))
      expect((await read(reads.url, pathOf(hand), { token, headers })).status).toBe(200)
    })

    it('is of one object as well', async () => {
      const hand = await seven()
      const token = tokenOf()
      const path = `${pathOf(hand)}/a?namespace=shop`
      const headers = { 'if-none-match': await etagOf(path, token) }
      await hand.write({ key: 'shop/b' })
      await settled(hand, token)
      expect((await read(reads.url, path, { token, headers })).status).toBe(304)
      await hand.write({ key: 'shop/a', cells: ['changed'] })
      await settled(hand, token)
      expect((await read(reads.url, path, { token, headers })).status).toBe(200)
    })
  })

  describe('are compressed', () => {
    it.each([
      ['gzip', 'gzip'],
      ['gzip, deflate, br;q=0.5', 'gzip'],
      ['br, gzip;q=0.9', 'br'],
      ['*', 'br'],
      ['identity', undefined],
      ['deflate', undefined],
      ['gzip;q=0', undefined],
    ])('for who accepts %s', async (accepted, coding) => {
      const hand = await seven()
      const token = tokenOf()
      const path = `${pathOf(hand)}?shape=object`
      const whole = await read(reads.url, path, { token })
      expect(whole.headers['content-encoding']).toBeUndefined()
      const headers = { 'accept-encoding': accepted }
      const packed = await read(reads.url, path, { token, headers })
      expect(packed.headers['content-encoding']).toBe(coding)
      expect(packed.text).toBe(whole.text)
      if (coding !== undefined) expect(packed.bytes.length).toBeLessThan(whole.bytes.length / 2)
      expect(packed.headers['vary']).toContain('Accept-Encoding')
      expect(Number(packed.headers['content-length'])).toBe(packed.bytes.length)
    })
  })

  it('are not sent for HEAD, which is told the rest', async () => {
    const hand = await seven()
    const token = tokenOf()
    const whole = await read(reads.url, pathOf(hand), { token })
    const head = await read(reads.url, pathOf(hand), { token, method: 'HEAD' })
    expect([head.status, head.text, head.headers['etag'], head.headers['content-length']]).toEqual([
      200,
      '',
      whole.headers['etag'],
      whole.headers['content-length'],
    ])
  })
})
