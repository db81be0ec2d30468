import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { madeApiKeySchema } from '@argus/contracts/http/api-keys'
import { mfaEndpoints } from '@argus/contracts/http/mfa'
import { passwordResetSchema } from '@argus/contracts/http/passwords'
import { describe, expect, it } from '@jest/globals'
import { Secret, TOTP } from 'otpauth'
import { z } from 'zod'

import type { Program } from '../../src/cli/program.ts'
import { addUser } from '../../src/database.ts'
import { ADMIN, callApi, logIn, refresh, whoAmI } from '../../src/session.ts'
import type { World } from '../../src/world.ts'

const DAY_MS = 86_400_000

/** How a person gets in, and out again so that nothing of it is left. */
export function sessions(world: () => World, program: () => Program): void {
  const url = () => world().argus.consoleUrl
  const enter = (name: string, { email, password } = ADMIN) =>
    program()
      .person(name)
      .run(['login', url(), '--email', email, '--password-stdin', '--context', 'here'], {
        input: `${password}\n`,
      })

  describe('argus login', () => {
    it('asks in a terminal for what it needs, and shows no password', async () => {
      const person = program().person('asked')
      using screen = person.open(['login', url(), '--password'])
      await screen.shows('E-mail:')
      screen.type(`${ADMIN.email}\r`)
      await screen.shows('Password:')
      screen.type('wrong-and-secret\r')
      await screen.shows('is wrong')
      expect(await screen.ended).toBe(3)
      expect(screen.written).not.toContain('wrong-and-secret')

      using again = person.open(['login', url(), '--email', ADMIN.email])
      await again.shows('Password:')
      again.type(`${ADMIN.password}\r`)
      await again.shows(`as ${ADMIN.email}`)
      expect(await again.ended).toBe(0)
      expect((await person.run(['whoami'])).out).toContain(`Administrator (${ADMIN.email})`)
    })

    it('is ended by Ctrl-C, with nothing done', async () => {
      using screen = program().person('leaving').open(['login', url(), '--email', 'a@b.c'])
      await screen.shows('Password:')
      screen.type('\u0003')
      expect(await screen.ended).toBe(130)
    })

    it('asks for the code of an app where one is enrolled, and takes a recovery code too', async () => {
      const email = 'code@argus.local'
      await addUser(world(), { email, role: 'viewer' })
      const { authUrl } = world().argus
      const tokens = await logIn(authUrl, { email, password: ADMIN.password })
      const call = (
        endpoint: typeof mfaEndpoints.beginTotp | typeof mfaEndpoints.confirmTotp,
        body = {},
      ) => callApi(authUrl, tokens, { method: 'POST', path: endpoint.path, body })
      const { secret } = mfaEndpoints.beginTotp.answers[200].parse(
        await call(mfaEndpoints.beginTotp),
      )
      const app = new TOTP({ secret: Secret.fromBase32(secret) })
      const { recoveryCodes } = mfaEndpoints.confirmTotp.answers[200].parse(
        await call(mfaEndpoints.confirmTotp, { code: app.generate() }),
      )
      using screen = program().person('coded').open(['login', url(), '--email', email])
      await screen.shows('Password:')
      screen.type(`${ADMIN.password}\r`)
      await screen.shows('Code of your app')
      // The code that enrolled it is used: the next one is good already, as clocks differ.
      screen.type(`${app.generate({ timestamp: Date.now() + app.period * 1_000 })}\r`)
      await screen.shows(`as ${email}`)
      expect(await screen.ended).toBe(0)
      const line = [
        'login',
        url(),
        '--email',
        email,
        '--password-stdin',
        '--code',
        recoveryCodes[0] ?? '',
      ]
      const input = `${ADMIN.password}\n`
      expect(await program().person('recovered').run(line, { input })).toMatchObject({ code: 0 })
      expect(await program().person('used twice').run(line, { input })).toMatchObject({ code: 3 })
    })

    it('has a password that somebody else chose replaced first', async () => {
      const email = 'replaced@argus.local'
      await addUser(world(), { email, role: 'viewer' })
      const { authUrl } = world().argus
      const { id } = await whoAmI(authUrl, await logIn(authUrl, { ...ADMIN, email }))
      const path = `/api/users/${id}/password-reset`
      const { password } = passwordResetSchema.parse(
        await callApi(authUrl, await logIn(authUrl), { method: 'POST', path }),
      )
      const login = { email, password }
      const person = program().person('reset')
      expect(await enter('reset', login)).toMatchObject({
        code: 2,
        err: expect.stringContaining('argus password'),
      })
      expect(await person.run(['contexts'])).toMatchObject({ code: 0 })
      const refused = await person.run(['password', '--password-stdin'], {
        input: `${password}\nshort\n`,
      })
      expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('not taken') })
      using screen = person.open(['password'])
      await screen.shows('Current password:')
      screen.type(`${password}\r`)
      const sentence = 'a calm horse reads by lamplight'
      for (const [at, typed] of ['argus', sentence].entries()) {
        await screen.shows(new RegExp(`(New password:[^]*){${at + 1}}`))
        screen.type(`${typed}\r`)
        await screen.shows(new RegExp(`(Once more:[^]*){${at + 1}}`))
        screen.type(`${typed}\r`)
      }
      await screen.shows('is replaced')
      expect(await screen.ended).toBe(0)
      const chosen = { email, password: sentence }
      expect(await enter('with the new one', chosen)).toMatchObject({ code: 0 })
    })
  })

  describe('argus with an API key', () => {
    it('needs no context, and writes no key down', async () => {
      const { authUrl } = world().argus
      const body = {
        name: 'for argus',
        roles: [{ role: 'viewer', cluster: 'oslo' }],
        expiresAt: new Date(Date.now() + DAY_MS).toISOString(),
      }
      const { key } = madeApiKeySchema.parse(
        await callApi(authUrl, await logIn(authUrl), {
          method: 'POST',
          path: '/api/auth/api-keys',
          body,
        }),
      )
      const person = program().person('script')
      const env = { ARGUS_URL: url(), ARGUS_API_KEY: key }
      const { code, out } = await person.run(['whoami', '-o', 'json'], { env })
      expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ by: 'api_key' })])
      expect((await person.run(['logout'], { env })).code).toBe(2)
      expect((await person.run(['contexts'])).out).toContain('No context yet')
    })
  })

  describe('argus logout', () => {
    const stored = z.object({ accessToken: z.string(), refreshToken: z.string() })

    it('ends the session at the console: its tokens are refused afterwards', async () => {
      await enter('leaver')
      const person = program().person('leaver')
      const file = join(person.folder, 'config/sessions/here.json')
      const { refreshToken, accessToken } = stored.parse(JSON.parse(await readFile(file, 'utf8')))
      expect(await person.run(['logout'])).toMatchObject({ code: 0 })
      const tokens = {
        access_token: accessToken,
        refresh_token: refreshToken,
        token_type: 'Bearer' as const,
        expires_in: 1,
      }
      const { authUrl } = world().argus
      await expect(refresh(authUrl, tokens)).rejects.toThrow('401')
      await expect(
        callApi(authUrl, tokens, { method: 'GET', path: '/api/auth/sessions' }),
      ).rejects.toThrow('401')
      expect(await person.run(['whoami'])).toMatchObject({ code: 3 })
    })

    it('with --all ends those of other machines too', async () => {
      const email = 'everywhere@argus.local'
      await addUser(world(), { email, role: 'viewer' })
      const login = { email, password: ADMIN.password }
      await enter('laptop', login)
      await enter('server', login)
      expect(await program().person('laptop').run(['logout', '--all'])).toMatchObject({ code: 0 })
      const { code, err } = await program().person('server').run(['whoami'])
      expect([code, err]).toEqual([3, expect.stringContaining('argus login')])
    })
  })
}
