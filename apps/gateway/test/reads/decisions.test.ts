import { Refusal } from '@argus/contracts/refusal-code'
import { ManualClock } from '@argus/testkit/manual-clock'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import { isFull, takeRead, type Allowance } from '../../src/reads/allowance.ts'
import { formatCursor, parseCursor } from '../../src/reads/cursor.ts'
import { leastsOf, standing } from '../../src/reads/least.ts'
import { cameWithin } from '../../src/reads/patience.ts'

describe('an allowance of reads', () => {
  it('never lets more through than so many a second and five seconds’ worth', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 300 })
    const property = fc.property(steps, fc.integer({ min: 1, max: 20 }), (waits, perSecond) => {
      let [allowance, now, taken]: [Allowance | undefined, number, number] = [undefined, 0, 0]
      for (const wait of waits) {
        now += wait
        const taking = takeRead(allowance, { perSecond, now })
        allowance = taking.allowance
        if (taking.waitMs === 0) taken += 1
      }
      expect(taken).toBeLessThanOrEqual(perSecond * (5 + now / 1_000) + 1e-6)
    })
    fc.assert(property)
  })

  it('keeps its word: after the wait that it named there is one', () => {
    let allowance: Allowance | undefined
    let waitMs = 0
    for (let index = 0; waitMs === 0 && index < 100; index += 1)
      ({ allowance, waitMs } = takeRead(allowance, { perSecond: 3, now: 0 }))
    expect(waitMs).toBe(334)
    expect(takeRead(allowance, { perSecond: 3, now: waitMs }).waitMs).toBe(0)
    expect(isFull({ left: 0, at: 0 }, 4_999)).toBe(false)
    expect(isFull({ left: 0, at: 0 }, 5_000)).toBe(true)
  })
})

describe('a cursor', () => {
  const cursor = {
    request: 'ab12cd34',
    cut: '0'.repeat(32),
    consistent: true,
    after: { cluster: 'prod', key: `${'n'.repeat(253)}/${'é'.repeat(253)}` },
  }

  it('is opaque, fits into an address, and is read as it was written', () => {
    const text = formatCursor({ ...cursor, after: { cluster: 'c'.repeat(63), key: 'n/x' } })
    expect(text).toMatch(/^[\w-]{1,1024}$/)
    expect(parseCursor(formatCursor(cursor), 'ab12cd34')).toEqual(cursor)
  })

  it.each([
    ['nothing at all', Buffer.from('{')],
    ['other fields', Buffer.from('["a",1]')],
    ['of another request', Buffer.from(JSON.stringify(['other', 'x', true, 'a', 'b/c']))],
  ])('is refused: %s', (_, bytes) => {
    expect(() => parseCursor(bytes.toString('base64url'), 'ab12cd34')).toThrow(Refusal)
  })
})

describe('the Positions asked for', () => {
  const at = (text: string) => `${text}.00000000`

  it('are of the one cluster, or of each that is named', () => {
    expect(leastsOf('prod', [at('aa.7')])).toEqual(new Map([['prod', { epoch: 'aa', seq: 7 }]]))
    expect(leastsOf('*', [`prod:${at('aa.7')}`, `test:${at('bb.1')}`]).size).toBe(2)
    expect(leastsOf('prod')).toEqual(new Map())
  })

  it.each([
    ['a name for one cluster', 'prod', [`prod:${at('aa.7')}`]],
    ['two for one cluster', 'prod', [at('aa.7'), at('aa.8')]],
    ['no name for all', '*', [at('aa.7')]],
    ['one name twice', '*', [`prod:${at('aa.7')}`, `prod:${at('aa.8')}`]],
  ])('are refused: %s', (_, cluster, texts) => {
    expect(() => leastsOf(cluster, texts)).toThrow(Refusal)
  })

  it('are reached, ahead, or of a time that cannot be compared', () => {
    const here = { epoch: 'aa', seq: 5 }
    expect(standing(here, { epoch: 'aa', seq: 5 })).toBe('reached')
    expect(standing(here, { epoch: 'aa', seq: 6 })).toBe('short')
    expect(standing(here, { epoch: 'bb', seq: 1 })).toBe('elsewhere')
  })
})

describe('patience', () => {
  const never = (signal: AbortSignal) =>
    new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

  it('ends by the clock, with what is waited for, or with who waits', async () => {
    const clock = new ManualClock()
    const { signal } = new AbortController()
    expect(await cameWithin({ ms: 100, clock, signal }, async () => undefined)).toBe(true)
    expect(clock.sleeping).toBe(0)
    const waiting = cameWithin({ ms: 100, clock, signal }, never)
    await clock.advance(100)
    expect(await waiting).toBe(false)
    const failing = cameWithin({ ms: 100, clock, signal }, () => Promise.reject(new Error('lost')))
    await expect(failing).rejects.toThrow('lost')
    const gone = AbortSignal.abort(new Error('gone'))
    await expect(cameWithin({ ms: 100, clock, signal: gone }, never)).rejects.toThrow('gone')
  })
})
