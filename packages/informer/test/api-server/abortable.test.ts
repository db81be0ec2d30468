import { expect, test } from '@jest/globals'

import { abortable } from '../../src/api-server/abortable.ts'

const never = new Promise<never>(() => undefined)
const stopped = new Error('stopped')

test('it is the promise, while nothing aborts', async () => {
  expect(await abortable(Promise.resolve(7), new AbortController().signal)).toBe(7)
})

test('an abort ends the waiting', async () => {
  const stop = new AbortController()
  const waiting = abortable(never, stop.signal)
  stop.abort(stopped)
  await expect(waiting).rejects.toBe(stopped)
})

test('a promise that fails after it was left alone is nobody’s unhandled rejection', async () => {
  const unheard: unknown[] = []
  const hear = (reason: unknown): void => void unheard.push(reason)
  process.on('unhandledRejection', hear)
  const { promise, reject } = Promise.withResolvers<never>()
  await expect(abortable(promise, AbortSignal.abort(stopped))).rejects.toBe(stopped)
  reject(new Error('failed afterwards'))
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', hear)
  expect(unheard).toEqual([])
})
