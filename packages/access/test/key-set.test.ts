import { createServer, type Server } from 'node:http'
import { once } from 'node:events'

import { ManualClock } from '@argus/testkit/manual-clock'
import { expect, test } from '@jest/globals'

import { KeySetUnavailableError, openKeySet } from '../src/key-set.ts'
import { keyPair, published } from './keys.ts'

const one = keyPair('one')
const two = keyPair('two')

test('keys are read once and used for ten minutes', async () => {
  await using auth = await keyServer()
  const clock = new ManualClock()
  const keys = openKeySet({ url: auth.url, clock })
  expect(keys.age()).toBeUndefined()
  const [first, again] = await Promise.all([keys.keyFor('one'), keys.keyFor('one')])
  expect(first?.equals(one.publicKey)).toBe(true)
  expect(again).toBe(first)
  await clock.advance(599_999)
  await keys.keyFor('one')
  expect(auth.requests).toBe(1)
  await clock.advance(1)
  await keys.keyFor('one')
  expect(auth.requests).toBe(2)
})

test('A-29 a name not seen before is asked for once, and made-up names cost auth nothing', async () => {
  await using auth = await keyServer()
  const clock = new ManualClock()
  const keys = openKeySet({ url: auth.url, clock })
  await keys.keyFor('one')
  for (let name = 0; name < 200; name += 1)
    expect(await keys.keyFor(`made-up-${name}`)).toBeUndefined()
  expect(auth.requests).toBe(1)
  auth.answer = () => published(one, two)
  await clock.advance(30_000)
  expect((await keys.keyFor('two'))?.equals(two.publicKey)).toBe(true)
  expect(auth.requests).toBe(2)
})

test('while auth is away an old copy serves for an hour, and then nothing is known', async () => {
  await using auth = await keyServer()
  const clock = new ManualClock()
  const told: number[] = []
  const keys = openKeySet({ url: auth.url, clock, stale: (_, ageMs) => told.push(ageMs) })
  await keys.keyFor('one')
  auth.answer = () => undefined
  await clock.advance(3_599_999)
  expect((await keys.keyFor('one'))?.equals(one.publicKey)).toBe(true)
  await expect(keys.keyFor('two')).rejects.toThrow(KeySetUnavailableError)
  expect(told).toEqual([3_599_999])
  await clock.advance(1)
  await expect(keys.keyFor('one')).rejects.toThrow(KeySetUnavailableError)
  auth.answer = () => published(one)
  await clock.advance(2_000)
  expect((await keys.keyFor('one'))?.equals(one.publicKey)).toBe(true)
})

test('A-29 a revoked key is refused at once, whatever is published, and the others are read anew', async () => {
  await using auth = await keyServer()
  const clock = new ManualClock()
  const keys = openKeySet({ url: auth.url, clock })
  auth.answer = () => published(one, two)
  await keys.keyFor('one')
  keys.changed(['one'])
  expect(keys.isRevoked('one')).toBe(true)
  expect(await keys.keyFor('one')).toBeUndefined()
  expect((await keys.keyFor('two'))?.equals(two.publicKey)).toBe(true)
  expect(auth.requests).toBe(2)
})

test('A-29 a key that took over is found although a replica of auth answered before it had heard of it', async () => {
  await using auth = await keyServer()
  const clock = new ManualClock()
  const keys = openKeySet({ url: auth.url, clock })
  await keys.keyFor('one')
  keys.changed(['one'])
  expect(await keys.keyFor('two')).toBeUndefined()
  auth.answer = () => published(two)
  for (let name = 0; name < 200; name += 1) await keys.keyFor(`made-up-${name}`)
  expect(auth.requests).toBe(2)
  await clock.advance(5_000)
  expect((await keys.keyFor('two'))?.equals(two.publicKey)).toBe(true)
  expect(auth.requests).toBe(3)
})

test('A-29 after a change an old copy serves nobody, not even while auth is away', async () => {
  await using auth = await keyServer()
  const clock = new ManualClock()
  const keys = openKeySet({ url: auth.url, clock })
  await keys.keyFor('one')
  auth.answer = () => undefined
  keys.changed([])
  await expect(keys.keyFor('one')).rejects.toThrow(KeySetUnavailableError)
  auth.answer = () => published(one)
  await clock.advance(2_000)
  expect((await keys.keyFor('one'))?.equals(one.publicKey)).toBe(true)
})

test('an answer that was on its way when the keys changed is not believed', async () => {
  await using auth = await keyServer()
  const clock = new ManualClock()
  const keys = openKeySet({ url: auth.url, clock })
  const asked = keys.keyFor('one')
  auth.answer = () => published(two)
  keys.changed([])
  expect(await asked).toBeUndefined()
  expect((await keys.keyFor('two'))?.equals(two.publicKey)).toBe(true)
})

test.each([
  ['text', 'not json'],
  ['another document', '{"hello":1}'],
  [
    'keys of another kind',
    '{"keys":[{"kty":"oct","k":"AA","kid":"one","alg":"HS256","use":"sig"}]}',
  ],
  [
    'keys of another curve',
    JSON.stringify({ keys: [{ ...published(one).keys[0], crv: 'P-384' }] }),
  ],
  [
    'a point that is on no curve',
    JSON.stringify({ keys: [{ ...published(one).keys[0], x: 'AA' }] }),
  ],
])('%s is no key set', async (_, body) => {
  await using auth = await keyServer()
  auth.answer = () => body
  const keys = openKeySet({ url: auth.url, clock: new ManualClock() })
  await expect(keys.keyFor('one')).rejects.toThrow(KeySetUnavailableError)
})

test('the age of the copy is known, and whoever needs a key while there is none learns where it was looked for', async () => {
  await using auth = await keyServer()
  const clock = new ManualClock()
  const keys = openKeySet({ url: auth.url, clock })
  auth.answer = () => undefined
  const refused = await keys.keyFor('one').catch((error: unknown) => error)
  expect(refused).toMatchObject({
    name: 'KeySetUnavailableError',
    retryable: true,
    message: expect.stringContaining(auth.url),
    cause: expect.objectContaining({ message: 'it answered 503' }),
  })
  await expect(keys.keyFor('one')).rejects.toThrow(`${auth.url} was not there a moment ago`)
  expect(auth.requests).toBe(1)
  auth.answer = () => published(one)
  await clock.advance(2_000)
  await keys.keyFor('one')
  await clock.advance(1_234)
  expect(keys.age()).toBe(1_234)
})

test.each([
  ['an error, whatever it carries', 500],
  ['another address', 302],
])('keys that come with %s are none', async (_, status) => {
  await using auth = await keyServer()
  auth.status = status
  const keys = openKeySet({ url: auth.url, clock: new ManualClock() })
  await expect(keys.keyFor('one')).rejects.toThrow(KeySetUnavailableError)
  expect(auth.requests).toBe(1)
})

async function keyServer() {
  const state = {
    requests: 0,
    url: '',
    status: 200,
    answer: (): unknown => published(one),
    [Symbol.asyncDispose]: () => closed(server),
  }
  const server = createServer((_, response) => {
    state.requests += 1
    const body = state.answer()
    if (body === undefined) response.writeHead(503).end()
    else
      response
        .writeHead(state.status, state.status === 302 ? { location: '/other' } : {})
        .end(typeof body === 'string' ? body : JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  state.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/.well-known/jwks.json`
  return state
}

async function closed(server: Server): Promise<void> {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
}
