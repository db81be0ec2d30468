import { describe, expect, it } from '@jest/globals'

import { readConfig } from '../src/config.ts'

const env = {
  REDIS_URL: 'redis://127.0.0.1:6379',
  ARGUS_AUTH_URL: 'http://127.0.0.1:8080',
  ARGUS_AUTH_INTERNAL_URL: 'http://127.0.0.1:9080',
  ARGUS_SERVICE_TOKEN: 's'.repeat(32),
  ARGUS_ALLOWED_ORIGINS: 'https://argus.example.org,http://localhost:3000',
}

describe('the configuration', () => {
  it('is production on loopback unless it says otherwise', () => {
    expect(readConfig(env)).toMatchObject({
      host: '127.0.0.1',
      port: 8082,
      sharedPort: false,
      allowedOrigins: ['https://argus.example.org', 'http://localhost:3000'],
      trustedProxies: [],
      room: {
        socketsPerAddress: 50,
        socketsPerUser: 20,
        socketsBeforeHello: 1_000,
        handshakesPerSecond: 1_500,
        readsPerSecond: 20,
      },
      readsPerAddress: 100,
    })
  })

  it.each(['0', '-1', '1.5', 'many'])('takes no %s for a number of sockets', (number) => {
    const bad = { ...env, ARGUS_GATEWAY_SOCKETS_PER_USER: number }
    expect(() => readConfig(bad)).toThrow(/ARGUS_GATEWAY_SOCKETS_PER_USER/)
  })

  it('names every bad variable at once, and no value', () => {
    const bad = {
      ...env,
      REDIS_URL: '',
      ARGUS_SERVICE_TOKEN: 'short-secret',
      ARGUS_GATEWAY_PORT: 'x',
    }
    expect(() => readConfig(bad)).toThrow(/ARGUS_GATEWAY_PORT[^]*REDIS_URL[^]*ARGUS_SERVICE_TOKEN/)
    expect(() => readConfig(bad)).not.toThrow(/short-secret/)
  })

  it.each([
    '*',
    'https://argus.example.org/',
    'https://argus.example.org/x',
    'argus.example.org',
    'null',
  ])('takes no origin like %s', (origin) => {
    expect(() => readConfig({ ...env, ARGUS_ALLOWED_ORIGINS: origin })).toThrow(
      /ARGUS_ALLOWED_ORIGINS/,
    )
  })

  it('needs an origin in production only', () => {
    const { ARGUS_ALLOWED_ORIGINS: _, ...rest } = env
    expect(() => readConfig(rest)).toThrow(/ARGUS_ALLOWED_ORIGINS/)
    expect(readConfig({ ...rest, ARGUS_MODE: 'development' }).allowedOrigins).toEqual([])
  })
})
