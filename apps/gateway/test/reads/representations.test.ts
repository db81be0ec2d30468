import { describe, expect, it } from '@jest/globals'

import { Representation } from '../../src/reads/representation.ts'
import { Representations } from '../../src/reads/representations.ts'

function representation(text = 'x'.repeat(1_000), exact = true): Representation {
  return new Representation({ lasting: [text], body: Buffer.from(text), exact })
}

describe('what was made once', () => {
  it('is compressed once in each coding, for all who ask', async () => {
    const one = representation()
    const [first, second] = await Promise.all([one.encoded('gzip'), one.encoded('gzip')])
    expect(first).toBe(second)
    expect(await one.encoded('gzip')).toBe(first)
    const br = await one.encoded('br')
    expect(one.size).toBe(1_000 + first.length + br.length)
  })

  it('has a tag of what lasts, and of nothing else', () => {
    const body = (text: string) => Buffer.from(text)
    const one = new Representation({ lasting: ['a', 'b'], body: body('at 1'), exact: true })
    const same = new Representation({ lasting: ['a', 'b'], body: body('at 2'), exact: true })
    const other = new Representation({ lasting: ['ab'], body: body('at 1'), exact: true })
    expect(one.etag).toMatch(/^W\/"[\w-]{22}"$/)
    expect(same.etag).toBe(one.etag)
    expect(other.etag).not.toBe(one.etag)
  })

  it('serves whoever asks for the same, while it is made and after', async () => {
    const kept = new Representations()
    let made = 0
    const { promise, resolve } = Promise.withResolvers<Representation>()
    const make = () => {
      made += 1
      return promise
    }
    const asked = [kept.get(['a'], make), kept.get(['a'], make)]
    resolve(representation())
    const [one, other] = await Promise.all(asked)
    expect([made, one === other, (await kept.get(['a'], make)) === one]).toEqual([1, true, true])
  })

  it('is not kept where it is not exact, or could not be made', async () => {
    const kept = new Representations()
    await kept.get(['a'], async () => representation('newer', false))
    await expect(kept.get(['b'], () => Promise.reject(new Error('lost')))).rejects.toThrow('lost')
    const now = representation('now')
    expect(await kept.get(['a'], async () => now)).toBe(now)
    expect(await kept.get(['b'], async () => now)).toBe(now)
  })

  it('goes when there is no room, what was used longest ago first, compressed forms counted', async () => {
    const kept = new Representations(3_500)
    const made: string[] = []
    const get = (key: string) =>
      kept.get([key], async () => {
        made.push(key)
        return representation()
      })
    for (const key of ['a', 'b', 'c', 'a', 'd', 'a']) await get(key)
    expect(made).toEqual(['a', 'b', 'c', 'd'])
    await get('b')
    expect(made).toEqual(['a', 'b', 'c', 'd', 'b'])
    const large = await kept.get(['large'], async () => representation('y'.repeat(4_000)))
    expect(large.size).toBe(4_000)
    await get('large')
    expect(made.at(-1)).toBe('large')
  })
})
