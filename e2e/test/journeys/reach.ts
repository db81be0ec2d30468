import { describe, expect, it } from '@jest/globals'

import { ADMIN, logIn, post, whoAmI } from '../../src/session.ts'
import type { World } from '../../src/world.ts'

/** What the README's first lines promise. */
export function reach(world: () => World): void {
  describe('a newcomer', () => {
    it('finds auth healthy', async () => {
      expect((await fetch(`${world().argus.authUrl}/healthz`)).status).toBe(200)
    })

    it('finds the login page without being logged in', async () => {
      const page = await fetch(`${world().argus.consoleUrl}/login`)
      expect(page.status).toBe(200)
      expect(page.headers.get('content-type')).toContain('text/html')
    })

    it('gets tokens for the login that was printed', async () => {
      expect(await logIn(world().argus.authUrl)).toEqual({
        access_token: expect.any(String),
        refresh_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 300,
      })
    })

    it('gets them through the console too, whose address is all that a browser knows', async () => {
      const { access_token } = await logIn(world().argus.consoleUrl)
      expect(access_token).not.toBe('')
    })

    it('is told by name who that is', async () => {
      const { authUrl } = world().argus
      expect(await whoAmI(authUrl, await logIn(authUrl))).toMatchObject({ email: ADMIN.email })
    })

    it('is refused with another password, and not told why', async () => {
      const url = `${world().argus.authUrl}/api/auth/login`
      const answers = await Promise.all([
        post(url, { ...ADMIN, password: 'wrong' }),
        post(url, { ...ADMIN, email: 'nobody@argus.local' }),
      ])
      expect(answers.map(({ status }) => status)).toEqual([401, 401])
      const [wrong, unknown] = await Promise.all(answers.map((answer) => answer.text()))
      expect(wrong).toBe(unknown)
    })
  })
}
