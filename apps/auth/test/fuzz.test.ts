import { internalEndpoints } from '@argus/contracts/http/internal'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { authDocument } from '../src/http/openapi.ts'
import { startTestAuth, type TestAuth } from './auth-service.ts'
import { post } from './client.ts'
import { documentOf } from './fuzz/document.ts'
import { fuzz, type FuzzOutcome, type FuzzRun } from './fuzz/run.ts'

/** Another number tries other requests; a failure names the number to try again. */
const seed = Number(process.env['ARGUS_FUZZ_SEED'] ?? 20_260_101)
const requests = Number(process.env['ARGUS_FUZZ_REQUESTS'] ?? 5_000)

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
})
afterAll(() => auth[Symbol.asyncDispose]())

test('A-38 requests made from the document, right and wrong, are answered as it says: never a 5xx, a stack, SQL or a token in an error', async () => {
  const document = await documentOf(auth)
  const met = await findNothing({ document, port: 'public', requests, seed })
  const called = Object.keys(met)
  const worked = called.filter((name) =>
    Object.keys(met[name] ?? {}).some((status) => Number(status) < 400),
  )
  // A run that got nowhere would find nothing: most calls were made to work.
  expect(worked.length).toBeGreaterThan(called.length / 2)
}, 1_200_000)

test('A-38 half a character, which JSON can spell and no column can hold, is no text', async () => {
  const url = `${auth.service.url}/api/auth/login`
  for (const body of [
    '{"email":"\\ud800","password":"a password of some length"}',
    '{"email":"a@example.test","password":"a password of some length \\udfff"}',
    '{"email":"a@example.test","password":"a password of some length","\\ud800":1}',
  ]) {
    const answer = await post(url, body)
    expect([answer.status, answer.json()]).toEqual([
      400,
      { error: 'invalid request body', code: 'invalid_request' },
    ])
  }
})

test('A-38 the internal port answers what other services may ask as it is described, and says as little', async () => {
  const document = authDocument(Object.values(internalEndpoints))
  const met = await findNothing({ document, port: 'internal', requests: requests / 10, seed })
  for (const counts of Object.values(met)) expect(counts[401]).toBeGreaterThan(0)
}, 240_000)

async function findNothing(run: FuzzRun): Promise<FuzzOutcome['met']> {
  const { breaches, met } = await fuzz(auth, run)
  if (process.env['ARGUS_FUZZ_REPORT'] !== undefined)
    process.stdout.write(`${report(met)}${run.requests} requests, seed ${seed}\n`)
  expect({ seed, breaches: breaches.slice(0, 10), count: breaches.length }).toEqual({
    seed,
    breaches: [],
    count: 0,
  })
  const calls = Object.values(run.document.paths).flatMap((methods) => Object.keys(methods))
  expect(Object.keys(met)).toHaveLength(calls.length)
  return met
}

const report = (met: Readonly<Record<string, Readonly<Record<number, number>>>>): string =>
  Object.entries(met)
    .map(([name, counts]) => {
      const written = Object.entries(counts).map(([status, count]) => `${status}: ${count}`)
      return `${name.padEnd(60)} ${written.join(', ')}\n`
    })
    .join('')
