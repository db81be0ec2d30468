import { createDatabase } from '@argus/testkit/database'
import { startFaultProxy } from '@argus/testkit/fault-proxy'
import { expect, test } from '@jest/globals'

import { addUser, migrateAll } from '../auth-service.ts'
import { call, tokensOf } from '../client.ts'
import { keyOf, makeKey, removeAs, showKey } from '../http/api-key-calls.ts'
import { atProvider, comeBack, leave, locationOf, logInAt, startStage } from './provider-stage.ts'

test('A-32 without the database no key is exchanged, made or revoked and nobody is logged in by the provider', async () => {
  await using database = await createDatabase({ migrate: migrateAll })
  const url = new URL(database.url)
  await using network = await startFaultProxy({ port: Number(url.port) })
  url.port = String(network.port)
  await using stage = await startStage({ database: { ...database, url: url.href } })
  const { auth, provider } = stage
  await addUser(auth.db, { email: 'someone@example.test', role: 'viewer' })
  const { access_token: token } = await tokensOf(auth, 'someone@example.test')
  const { key, apiKey } = await keyOf(auth, token)
  provider.accounts.set('ada', { email: 'ada@example.test', groups: ['readers'] })
  const begun = await leave(auth)
  const back = await atProvider(begun.to, 'ada')
  {
    using _silence = network.pause()
    const answers = await Promise.all([
      showKey(auth, key),
      makeKey(auth, token),
      removeAs(auth, `/api/auth/api-keys/${apiKey.id}`, token),
      call(`${auth.service.url}/api/auth/oidc/login`, { redirect: 'manual' }),
      comeBack(auth, back, begun.cookie),
    ])
    for (const answer of answers) {
      expect([answer.status, answer.json()]).toEqual([
        503,
        { error: 'temporarily unavailable', code: 'unavailable' },
      ])
      expect(answer.headers.getSetCookie()).toEqual([])
    }
  }
  expect((await showKey(auth, key)).status).toBe(200)
  expect(locationOf(await logInAt(auth, 'ada'))).toBe('/')
})
