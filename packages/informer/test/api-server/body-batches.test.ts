import { PassThrough, Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { bodyBatches } from '../../src/api-server/body-batches.ts'

describe('the batches of a body', () => {
  it('are all of its pieces, in their order', async () => {
    const texts = Array.from({ length: 50 }, (_, at) => `piece ${at}`)
    const body = Readable.from(
      texts.map((text) => Buffer.from(text)),
      { objectMode: false },
    )
    const read: string[] = []
    for await (const batch of bodyBatches(body)) read.push(...batch.map(String))
    expect(read.join('')).toEqual(texts.join(''))
  })

  it('hold what came in one turn of the event loop', async () => {
    const body = new PassThrough()
    const batches = bodyBatches(body)
    const first = batches.next()
    for (const text of ['a', 'b', 'c']) body.write(text)
    expect((await first).value?.map(String)).toEqual(['a', 'b', 'c'])
    body.end()
    expect((await batches.next()).done).toBe(true)
  })

  it('hold what follows another batch at once, turn by turn', async () => {
    let together = 0
    for (let tries = 0; tries < 20; tries++) {
      const body = new PassThrough()
      const batches = bodyBatches(body)
      body.write('first')
      expect((await batches.next()).value?.map(String)).toEqual(['first'])
      const second = batches.next()
      for (const text of ['a', 'b']) {
        body.write(text)
        await turn()
      }
      if ((await second).value?.length === 2) together += 1
      await batches.return(undefined)
    }
    // How often is a matter of how busy the machine is: a turn may take long.
    expect(together).toBeGreaterThan(0)
  })

  it('do not pile up while the reader is busy', async () => {
    const piece = Buffer.alloc(64 * 1024)
    let made = 0
    const body = new Readable({
      read() {
        made += 1
        this.push(piece)
      },
    })
    const batches = bodyBatches(body)
    await batches.next()
    for (let turns = 0; turns < 50; turns++) await turn()
    const whileBusy = made
    await batches.next()
    expect(whileBusy).toBeLessThan(20)
    await batches.return(undefined)
    expect(body.destroyed).toBe(true)
  })

  it.each(['before it is read', 'while it is read'])(
    'of a body that breaks %s throw',
    async (when) => {
      const body = new PassThrough()
      body.on('error', () => undefined)
      if (when === 'before it is read') {
        body.destroy(new Error('cut'))
        await turn()
      }
      const next = bodyBatches(body).next()
      if (when === 'while it is read') body.destroy(new Error('cut'))
      await expect(next).rejects.toThrow('cut')
    },
  )

  it('of a body that is closed before its end throw', async () => {
    const body = new PassThrough()
    const next = bodyBatches(body).next()
    body.destroy()
    await expect(next).rejects.toThrow('Premature close')
  })
})
