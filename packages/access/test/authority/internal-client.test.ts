import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import { expect, test } from '@jest/globals'

import { AuthorityUnreachableError, internalClient } from '../../src/authority/internal-client.ts'

const SESSION = '6a3f1c9e-8d0b-4f53-9f0e-0d6c8a2b7e11'
const OTHER = '0b9d7f4a-52c1-4c3e-8a77-3f2e1d0c9b88'
const NEVER = new AbortController().signal

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** Auth's internal port, which answers what it is told to and keeps what it was asked. */
async function startPort(answer: Answer) {
  const asked: { readonly url: string | undefined; readonly type: string | undefined }[] = []
  const server = createServer((request, response) => {
    asked.push({ url: request.url, type: request.headers['content-type'] })
    answer(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  const url = `http://127.0.0.1:${address.port}`
  return {
    url,
    asked,
    client: internalClient(url, 'token'),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const json =
  (body: unknown, status = 200): Answer =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

/** What an asking was refused with. */
const failure = (asking: Promise<unknown>): Promise<unknown> =>
  asking.then(
    () => 'answered',
    (error: unknown) => error,
  )

test('notices are asked for from where one stands, or only for where they stand', async () => {
  await using port = await startPort(json({ first: 1, last: 7, notices: [] }))
  await port.client.notices(undefined, NEVER)
  await port.client.notices(0, NEVER)
  await port.client.notices(7, NEVER)
  expect(port.asked.map(({ url }) => url)).toEqual([
    '/internal/notices',
    '/internal/notices?after=0',
    '/internal/notices?after=7',
  ])
  expect(port.asked[0]?.type).toBe('application/json')
})

test('an answer about other sessions than were asked for is none', async () => {
  await using port = await startPort(json({ sessions: [{ active: false }] }))
  expect(await port.client.principals([SESSION], NEVER)).toEqual([undefined])
  const error = await failure(port.client.principals([SESSION, OTHER], NEVER))
  expect(error).toBeInstanceOf(AuthorityUnreachableError)
  expect(error).toMatchObject({
    name: 'AuthorityUnreachableError',
    retryable: true,
    message: `Auth at ${port.url} answered for other sessions`,
  })
})

test('a refusal says who was asked for what and answered what, even where its body would do as an answer', async () => {
  await using port = await startPort(json({ sessions: [{ active: false }] }, 503))
  expect(await failure(port.client.principals([SESSION], NEVER))).toMatchObject({
    name: 'AuthorityUnreachableError',
    retryable: true,
    message: `Auth at ${port.url} could not be asked`,
    cause: { message: 'auth answered 503 to /internal/principals' },
  })
})

test('whoever gives up is told so at once, and not that auth is away', async () => {
  await using port = await startPort(() => undefined)
  const giveUp = new AbortController()
  const asking = failure(port.client.notices(3, giveUp.signal))
  const why = new Error('the socket has closed')
  giveUp.abort(why)
  expect(await asking).toBe(why)
})

test('what is no answer is none', async () => {
  await using port = await startPort(json({ sessions: 'all' }))
  expect(await failure(port.client.principals([SESSION], NEVER))).toBeInstanceOf(
    AuthorityUnreachableError,
  )
})
