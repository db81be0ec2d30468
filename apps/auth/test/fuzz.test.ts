import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { startTestAuth, type TestAuth } from './auth-service.ts'
import { documentOf } from './fuzz/document.ts'
import { fuzz } from './fuzz/run.ts'

/** Another number tries other requests; a failure names the number to try again. */
const seed = Number(process.env['ARGUS_FUZZ_SEED'] ?? 20_260_101)
const requests = Number(process.env['ARGUS_FUZZ_REQUESTS'] ?? 5_000)

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
})
afterAll(() => auth[Symbol.asyncDispose]())

test(`A-38 requests made from the document, right and wrong, are answered as it says: never a 5xx, a stack, SQL or a token in an error`, async () => {
  const document = await documentOf(auth)
  const { breaches, met } = await fuzz(auth, { document, requests, seed })
  if (process.env['ARGUS_FUZZ_REPORT'] !== undefined)
    process.stdout.write(`${report(met)}${requests} requests, seed ${seed}\n`)
  expect({ seed, breaches: breaches.slice(0, 10), count: breaches.length }).toEqual({
    seed,
    breaches: [],
    count: 0,
  })
  // A run that got nowhere would find nothing: every call was reached, and most were made to work.
  const called = Object.keys(met)
  const worked = called.filter((name) =>
    Object.keys(met[name] ?? {}).some((status) => +status < 400),
  )
  expect(called).toHaveLength(
    Object.values(document.paths).flatMap((methods) => Object.keys(methods)).length,
  )
  expect(worked.length).toBeGreaterThan(called.length / 2)
}, 1_200_000)

const report = (met: Readonly<Record<string, Readonly<Record<number, number>>>>): string =>
  Object.entries(met)
    .map(([name, counts]) => {
      const written = Object.entries(counts).map(([status, count]) => `${status}: ${count}`)
      return `${name.padEnd(60)} ${written.join(', ')}\n`
    })
    .join('')
