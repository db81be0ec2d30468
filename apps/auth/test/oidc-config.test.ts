import { describe, expect, test } from '@jest/globals'

import { readConfig } from '../src/config.ts'
import { environment } from './auth-service.ts'

const provider = {
  ARGUS_OIDC_ISSUER: 'https://login.example.test/realms/one',
  ARGUS_OIDC_CLIENT_ID: 'argus',
  ARGUS_OIDC_ROLE_MAPPING: '{"readers": [{"role": "viewer", "cluster": "prod"}]}',
  ARGUS_ALLOWED_ORIGINS: 'https://argus.example.test',
}

const read = (change: Readonly<Record<string, string>> = {}) =>
  readConfig({ ...environment('postgres://nobody@127.0.0.1/none'), ...provider, ...change })

describe('A-34 the identity provider', () => {
  test('is none unless it is named', () => {
    expect(readConfig(environment('postgres://nobody@127.0.0.1/none')).oidc).toBeUndefined()
  })

  test('is known by issuer and client id, everything else having a default', () => {
    expect(read().oidc).toEqual({
      name: 'login.example.test',
      issuer: 'https://login.example.test/realms/one',
      clientId: 'argus',
      clientSecret: undefined,
      redirectUrl: 'https://argus.example.test/api/auth/oidc/callback',
      scopes: 'openid profile email groups',
      groupsClaim: 'groups',
      roleMapping: new Map([['readers', [{ role: 'viewer', cluster: 'prod', namespace: null }]]]),
      strength: { acr: [], amr: [] },
      allowHttp: false,
    })
  })

  test.each([
    ['ARGUS_OIDC_ISSUER', { ARGUS_OIDC_ISSUER: '' }],
    ['ARGUS_OIDC_CLIENT_ID', { ARGUS_OIDC_CLIENT_ID: '' }],
    ['ARGUS_OIDC_ROLE_MAPPING', { ARGUS_OIDC_ROLE_MAPPING: '' }],
    ['ARGUS_OIDC_REDIRECT_URL', { ARGUS_ALLOWED_ORIGINS: '' }],
    ['ARGUS_OIDC_ISSUER', { ARGUS_OIDC_ISSUER: 'http://login.example.test' }],
    ['ARGUS_OIDC_ISSUER', { ARGUS_OIDC_ISSUER: 'https://somebody@login.example.test' }],
    ['ARGUS_OIDC_ISSUER', { ARGUS_OIDC_ISSUER: 'https://login.example.test?realm=one' }],
    ['ARGUS_OIDC_REDIRECT_URL', { ARGUS_OIDC_REDIRECT_URL: 'http://argus.example.test/back' }],
    ['ARGUS_OIDC_REDIRECT_URL', { ARGUS_ALLOWED_ORIGINS: 'http://argus.example.test' }],
    ['ARGUS_OIDC_REQUIRED_ACR', { ARGUS_OIDC_REQUIRED_ACR: ',' }],
    ['ARGUS_OIDC_REQUIRED_AMR', { ARGUS_OIDC_REQUIRED_AMR: 'mfa hwk' }],
    ['ARGUS_OIDC_SCOPES', { ARGUS_OIDC_SCOPES: 'profile email' }],
    ['ARGUS_OIDC_ROLE_MAPPING', { ARGUS_OIDC_ROLE_MAPPING: 'readers=viewer' }],
    ['ARGUS_OIDC_ROLE_MAPPING', { ARGUS_OIDC_ROLE_MAPPING: '{"readers": [{"name": "viewer"}]}' }],
    [
      'ARGUS_OIDC_ROLE_MAPPING',
      { ARGUS_OIDC_ROLE_MAPPING: '{"readers": [{"role": "viewer", "namespace": "shop"}]}' },
    ],
  ])('is all of its variables or none, by https: %s is complained of in %j', (name, change) => {
    expect(() => read(change)).toThrow(name)
  })

  test('may have to say how strongly somebody logged in there', () => {
    const change = { ARGUS_OIDC_REQUIRED_ACR: 'gold, silver', ARGUS_OIDC_REQUIRED_AMR: 'mfa' }
    expect(read(change).oidc?.strength).toEqual({ acr: ['gold', 'silver'], amr: ['mfa'] })
  })

  test('may be without TLS in development', () => {
    const change = { ARGUS_MODE: 'development', ARGUS_OIDC_ISSUER: 'http://127.0.0.1:9000' }
    expect(read(change).oidc).toMatchObject({ issuer: 'http://127.0.0.1:9000', allowHttp: true })
  })

  test('keeps its secret to itself where something else is wrong', () => {
    const change = { ARGUS_OIDC_CLIENT_SECRET: 'canary-of-the-client', ARGUS_OIDC_CLIENT_ID: '' }
    try {
      read(change)
      throw new Error('it was read')
    } catch (error) {
      expect(String(error)).toContain('ARGUS_OIDC_CLIENT_ID')
      expect(String(error)).not.toContain('canary')
    }
  })
})
