import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'

import { lacking } from '../../src/provider/strength.ts'
import { leave, locationOf, logInAt, startStage, type ProviderStage } from './provider-stage.ts'
import { reissued } from '@argus/testkit/identity-provider/provider'

const BOTH = { acr: ['gold', 'silver'], amr: ['mfa', 'hwk'] }

test.each<[string, object | undefined, 'acr' | 'amr' | undefined]>([
  ['one of each is enough', { acr: 'silver', amr: ['pwd', 'mfa'] }, undefined],
  ['another class is not', { acr: 'bronze', amr: ['mfa'] }, 'acr'],
  ['other methods are not', { acr: 'gold', amr: ['pwd'] }, 'amr'],
  ['no methods are not', { acr: 'gold', amr: [] }, 'amr'],
  ['what is not told is not there', {}, 'acr'],
  ['a class that is a list is none', { acr: ['gold'], amr: ['mfa'] }, 'acr'],
  ['methods that are a text are none', { acr: 'gold', amr: 'mfa' }, 'amr'],
  ['no token has nothing', undefined, 'acr'],
])('A-34 of what is asked for, %s', (_, idToken, lacks) => {
  expect(lacking(idToken, BOTH)).toBe(lacks)
})

test('A-34 where nothing is asked for, nothing is lacking', () => {
  expect(lacking({}, { acr: [], amr: [] })).toBeUndefined()
})

describe('A-34 where a strong login is asked for', () => {
  let stage: ProviderStage
  beforeAll(async () => {
    const env = { ARGUS_OIDC_REQUIRED_ACR: 'gold,silver', ARGUS_OIDC_REQUIRED_AMR: 'mfa,hwk' }
    stage = await startStage({ env })
  })
  afterAll(() => stage[Symbol.asyncDispose]())
  beforeEach(() => {
    const account = { email: 'ada@example.test', groups: ['readers'] }
    stage.provider.accounts.set('ada', account)
  })

  test('the provider is told of it', async () => {
    const { to } = await leave(stage.auth)
    expect(to.searchParams.get('acr_values')).toBe('gold silver')
  })

  test('a provider that says nothing of it logs nobody in, and history has it', async () => {
    stage.provider.tamper = undefined
    expect(locationOf(await logInAt(stage.auth, 'ada'))).toBe('/login?error=too_weak')
    const rows = await stage.auth.db
      .selectFrom('audit_log')
      .select(['outcome', 'details'])
      .where('action', '=', 'login.failed')
      .execute()
    const details = { reason: 'too_weak', issuer: stage.provider.issuer }
    expect(rows).toEqual([{ outcome: 'refused', details }])
    expect(await stage.auth.db.selectFrom('users').selectAll().execute()).toEqual([])
  })

  test.each<[string, object, string]>([
    ['another class', { acr: 'bronze', amr: ['mfa'] }, '/login?error=too_weak'],
    ['other methods', { acr: 'gold', amr: ['pwd'] }, '/login?error=too_weak'],
    ['what is asked for', { acr: 'silver', amr: ['pwd', 'hwk'] }, '/'],
  ])('%s in the ID token leads where it should', async (_, claims, to) => {
    stage.provider.tamper = (idToken) => reissued(idToken, claims)
    expect(locationOf(await logInAt(stage.auth, 'ada'))).toBe(to)
  })

  test('words of the provider that it has not signed for this login count for nothing', async () => {
    stage.provider.tamper = (idToken) => reissued(idToken, { acr: 'gold' })
    const account = { email: 'ada@example.test', groups: ['readers'], amr: ['mfa'] }
    stage.provider.accounts.set('ada', account)
    expect(locationOf(await logInAt(stage.auth, 'ada'))).toBe('/login?error=too_weak')
  })
})
