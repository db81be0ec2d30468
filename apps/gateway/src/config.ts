import { list, mode, port, readEnv } from '@argus/service-kit/env'
import { z } from 'zod'

/** What an operator decides about this service. */
export interface GatewayConfig {
  readonly host: string
  readonly port: number
  readonly redisUrl: string
  /** Auth's public address: its key set is read there. */
  readonly authUrl: string
  /** Auth's internal address: Sessions, rights and Notices. */
  readonly authInternalUrl: string
  readonly serviceToken: string
  readonly allowedOrigins: readonly string[]
  readonly logLevel: string
}

/** Reads and checks the variables; throws one error that names every bad one, and prints no value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): GatewayConfig {
  const read = readEnv(schema, env)
  return {
    host: read.ARGUS_GATEWAY_HOST,
    port: read.ARGUS_GATEWAY_PORT,
    redisUrl: read.REDIS_URL,
    authUrl: read.ARGUS_AUTH_URL,
    authInternalUrl: read.ARGUS_AUTH_INTERNAL_URL,
    serviceToken: read.ARGUS_SERVICE_TOKEN,
    allowedOrigins: read.ARGUS_ALLOWED_ORIGINS,
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

const schema = z
  .object({
    ARGUS_MODE: mode,
    /** The address it listens on: loopback, unless a container or a host of its own says otherwise. */
    ARGUS_GATEWAY_HOST: z.string().default('127.0.0.1'),
    ARGUS_GATEWAY_PORT: port.default(8082),
    REDIS_URL: z.string('required: redis://host:6379'),
    ARGUS_AUTH_URL: address,
    ARGUS_AUTH_INTERNAL_URL: address,
    /** What proves to auth's internal port that it is a service of ours that asks. */
    ARGUS_SERVICE_TOKEN: z.string('required: at least 32 characters, the same as in auth').min(32),
    /** Where the console is served from: pages of other origins may not open a socket. */
    ARGUS_ALLOWED_ORIGINS: list.pipe(z.array(origin)).default([]),
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
