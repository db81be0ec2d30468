import { hops, list, mode, port, readEnv } from '@argus/service-kit/env'
import { z } from 'zod'

import type { Room } from './admission/turnstile.ts'

/** What an operator decides about this service. */
export interface GatewayConfig {
  readonly host: string
  readonly port: number
  /** Whether other processes listen on the port too. */
  readonly sharedPort: boolean
  readonly redisUrl: string
  /** Auth's public address: its key set is read there. */
  readonly authUrl: string
  /** Auth's internal address: Sessions, rights and Notices. */
  readonly authInternalUrl: string
  readonly serviceToken: string
  readonly allowedOrigins: readonly string[]
  readonly trustedProxies: readonly string[]
  readonly room: Room
  /** Over HTTP, a second. */
  readonly readsPerAddress: number
  readonly logLevel: string
}

/** Reads and checks the variables; throws one error that names every bad one, and prints no value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): GatewayConfig {
  const read = readEnv(schema, env)
  return {
    host: read.ARGUS_GATEWAY_HOST,
    port: read.ARGUS_GATEWAY_PORT,
    sharedPort: read.ARGUS_GATEWAY_SHARED_PORT,
    redisUrl: read.REDIS_URL,
    authUrl: read.ARGUS_AUTH_URL,
    authInternalUrl: read.ARGUS_AUTH_INTERNAL_URL,
    serviceToken: read.ARGUS_SERVICE_TOKEN,
    allowedOrigins: read.ARGUS_ALLOWED_ORIGINS,
    trustedProxies: read.ARGUS_TRUSTED_PROXIES,
    room: {
      socketsPerAddress: read.ARGUS_GATEWAY_SOCKETS_PER_ADDRESS,
      socketsPerUser: read.ARGUS_GATEWAY_SOCKETS_PER_USER,
      socketsBeforeHello: read.ARGUS_GATEWAY_SOCKETS_BEFORE_HELLO,
      handshakesPerSecond: read.ARGUS_GATEWAY_HANDSHAKES_PER_SECOND,
      readsPerSecond: read.ARGUS_GATEWAY_READS_PER_SECOND,
    },
    readsPerAddress: read.ARGUS_GATEWAY_READS_PER_ADDRESS,
    logLevel: read.LOG_LEVEL,
  }
}

const origin = z
  .url({ protocol: /^https?$/, error: 'each must be an origin such as https://argus.example.org' })
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, {
    message: 'each must be an origin only: scheme, host and port, no path and no trailing slash',
  })

const address = z.url({
  protocol: /^https?$/,
  error: 'required: an address such as http://auth:8080',
})

const atLeastOne = z.coerce.number().int().min(1)

const schema = z
  .object({
    ARGUS_MODE: mode,
    /** The address it listens on: loopback, unless a container or a host of its own says otherwise. */
    ARGUS_GATEWAY_HOST: z.string().default('127.0.0.1'),
    ARGUS_GATEWAY_PORT: port.default(8082),
    /** For several processes on a host of its own; in Kubernetes each is a pod with an address. */
    ARGUS_GATEWAY_SHARED_PORT: z
      .enum(['true', 'false'])
      .default('false')
      .transform((text) => text === 'true'),
    REDIS_URL: z.string('required: redis://host:6379'),
    ARGUS_AUTH_URL: address,
    ARGUS_AUTH_INTERNAL_URL: address,
    /** What proves to auth's internal port that it is a service of ours that asks. */
    ARGUS_SERVICE_TOKEN: z.string('required: at least 32 characters, the same as in auth').min(32),
    /** Where the console is served from: pages of other origins may not open a socket. */
    ARGUS_ALLOWED_ORIGINS: list.pipe(z.array(origin)).default([]),
    /** The proxies in front of this service: of `X-Forwarded-For` only what they say is believed. */
    ARGUS_TRUSTED_PROXIES: hops,
    /** More where a whole office comes from one address. */
    ARGUS_GATEWAY_SOCKETS_PER_ADDRESS: atLeastOne.default(50),
    /** The tabs of a browser share one; more where programs follow as one user. */
    ARGUS_GATEWAY_SOCKETS_PER_USER: atLeastOne.default(20),
    /** Each has five seconds to say who it is. */
    ARGUS_GATEWAY_SOCKETS_BEFORE_HELLO: atLeastOne.default(1_000),
    /** What one core can take while it goes on serving; less on a slow one. */
    ARGUS_GATEWAY_HANDSHAKES_PER_SECOND: atLeastOne.default(1_500),
    /** More where many programs read as one user, rather than subscribe. */
    ARGUS_GATEWAY_READS_PER_SECOND: atLeastOne.default(20),
    /** A second; more where many programs read from one address. */
    ARGUS_GATEWAY_READS_PER_ADDRESS: atLeastOne.default(100),
    LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .default('info'),
  })
  .superRefine((env, context) => {
    if (env.ARGUS_MODE !== 'production' || env.ARGUS_ALLOWED_ORIGINS.length > 0) return
    const message =
      'required in production: the origin of the console, such as https://argus.example.org'
    context.addIssue({ code: 'custom', path: ['ARGUS_ALLOWED_ORIGINS'], message })
  })
