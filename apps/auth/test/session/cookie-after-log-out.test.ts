import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { addUser, CONSOLE, PASSWORD, startTestAuth, type TestAuth } from '../auth-service.ts'
import { post, type Answer } from '../client.ts'

const EMAIL = 'browser@example.test'

let auth: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
  await addUser(auth.db, { email: EMAIL })
})
afterAll(() => auth[Symbol.asyncDispose]())

test('A-19 after a log-out no call sets the cookie again, in whatever order a browser makes them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 4 }), async (scheduler, count) => {
      let cookie = cookieOf(
        await fromPage('login', { email: EMAIL, password: PASSWORD, cookie: true }),
      )
      let loggedOut = false
      const late: Answer[] = []
      const run = (name: string, work: () => Promise<void>): Promise<void> =>
        scheduler.schedule(Promise.resolve(), name).then(work)
      const all = [
        run('log-out', async () => {
          const answer = await fromPage('logout', {}, cookie)
          expect(answer.status).toBe(200)
          expect(answer.headers.get('set-cookie')).toContain('Max-Age=0')
          loggedOut = true
        }),
        ...Array.from({ length: count }, (_, index) =>
          run(`refresh ${index}`, async () => {
            const before = !loggedOut
            const answer = await fromPage('refresh', {}, cookie)
            if (before && answer.status === 200) cookie = cookieOf(answer)
            if (!before) late.push(answer)
          }),
        ),
      ]
      await scheduler.waitAll()
      await Promise.all(all)
      late.push(await fromPage('refresh', {}, cookie))
      for (const { status, headers } of late)
        expect([status, headers.get('set-cookie')]).toEqual([401, null])
    }),
    { numRuns: 15 }, // each opens a session, which takes a hash
  )
})

function fromPage(name: string, body: object, cookie?: string): Promise<Answer> {
  const headers = { origin: CONSOLE, ...(cookie !== undefined && { cookie }) }
  return post(`${auth.service.url}/api/auth/${name}`, body, headers)
}

/** The refresh cookie as a browser would send it back. */
function cookieOf({ headers }: Answer): string {
  const [pair] =
    headers
      .getSetCookie()
      .find((text) => text.startsWith('__Host-argus_rt='))
      ?.split(';') ?? []
  if (pair === undefined) throw new Error('no refresh cookie was set')
  return pair
}
