import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import type { Tokens } from '@argus/contracts/http/auth'
import { z } from 'zod'

import { type Closed, dialAs, type PlainClient } from '../../src/plain-client.ts'
import { logIn, logOut, post, refresh, whoAmI } from '../../src/session.ts'
import { gatewayUrl, type World } from '../../src/world.ts'

const WITHIN_MS = 2_000
/** How long a used refresh token is answered with the head of its chain; its end is waited for. */
const REPLAY_MS = 30_000

/** Sessions and their ends. The answer registers what can be seen only when half a minute has passed. */
export function logout(world: () => World): () => void {
  let used:
    | { readonly tokens: Tokens; readonly at: number; readonly client: PlainClient }
    | undefined

  describe('a person who logs out', () => {
    it('ends the sockets of that session within two seconds, on every gateway, and no others', async () => {
      const { authUrl } = world().argus
      const [leaving, staying] = await Promise.all([logIn(authUrl), logIn(authUrl)])
      using here = await dialAs(gatewayUrl(world(), 0), leaving.access_token)
      using there = await dialAs(gatewayUrl(world(), 1), leaving.access_token)
      using other = await dialAs(gatewayUrl(world(), 0), staying.access_token)
      const before = performance.now()
      expect(await logOut(authUrl, leaving)).toBe(200)
      for (const { code, at } of await Promise.all([soon(here.closed), soon(there.closed)])) {
        expect(code).toBe(4501)
        expect(at - before).toBeLessThan(WITHIN_MS)
      }
      expect(await isOpen(other)).toBe(true)
    })

    it('cannot use anything of it afterwards', async () => {
      const { authUrl } = world().argus
      const tokens = await logIn(authUrl)
      await logOut(authUrl, tokens)
      await expect(refresh(authUrl, tokens)).rejects.toThrow('401')
      await expect(whoAmI(authUrl, tokens)).rejects.toThrow()
      await expect(dialAs(gatewayUrl(world(), 0), tokens.access_token)).rejects.toThrow('4501')
    })
  })

  describe('a refresh token that was used', () => {
    it('gives the same head again for half a minute, as an answer may be lost', async () => {
      const { authUrl } = world().argus
      const tokens = await logIn(authUrl)
      const client = await dialAs(gatewayUrl(world(), 0), tokens.access_token)
      const [first, again] = [await refresh(authUrl, tokens), await refresh(authUrl, tokens)]
      used = { tokens, at: performance.now(), client }
      expect(jtiOf(again.refresh_token)).toBe(jtiOf(first.refresh_token))
    })
  })

  return () => {
    describe('a refresh token that was used half a minute ago', () => {
      it('A-17 ends its session, whose sockets close within two seconds', async () => {
        if (used === undefined) throw new Error('none was used')
        const { tokens, at, client } = used
        await delay(Math.max(0, at + REPLAY_MS + 1_000 - performance.now()))
        const { refresh_token } = tokens
        const before = performance.now()
        const answer = await post(`${world().argus.authUrl}/api/auth/refresh`, { refresh_token })
        expect(answer.status).toBe(401)
        const closed = await soon(client.closed)
        expect(closed.code).toBe(4501)
        expect(closed.at - before).toBeLessThan(WITHIN_MS)
      })
    })
  }
}

function soon(closed: Promise<Closed>): Promise<Closed> {
  return Promise.race([
    closed,
    delay(10_000).then(() => {
      throw new Error('the socket is still open')
    }),
  ])
}

/** Asks something that is always answered. */
async function isOpen(client: PlainClient): Promise<boolean> {
  client.send({ type: 'unsubscribe', id: 'nothing' })
  const { code } = await client.frame('refused', ({ id }) => id === 'nothing')
  return code === 'unknown_subscription'
}

function jtiOf(token: string | undefined): string {
  const [, payload = ''] = (token ?? '').split('.')
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  return z.object({ jti: z.string() }).parse(claims).jti
}
