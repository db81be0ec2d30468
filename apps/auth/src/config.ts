import { hops, list, mode, port, readEnv } from '@argus/service-kit/env'
import { z } from 'zod'

import { oidcFaults, oidcOf, oidcVariables, type OidcConfig } from './oidc-config.ts'
import type { SecondFactorRule } from './session/second-factor-rule.ts'
import { relyingParty, type RelyingParty } from './user/passkey/relying-party.ts'
import { FIRST_ADMINISTRATOR } from './user/first-administrator.ts'
import { passwordFault, sentenceOf } from './user/password-policy.ts'

/** What an operator decides about this service. */
export interface AuthConfig {
  readonly host: string
  readonly port: number
  readonly internalPort: number
  readonly databaseUrl: string
  readonly redisUrl: string
  readonly serviceToken: string
  /** Taken as well, while the others learn the new one. */
  readonly previousServiceTokens: readonly string[]
  readonly keyEncryptionKey: Buffer
  readonly previousKeyEncryptionKeys: readonly Buffer[]
  readonly consoleOrigins: readonly string[]
  readonly trustedProxies: readonly string[]
  /** Whom passkeys are made for; without it there are none. */
  readonly passkeys: RelyingParty | undefined
  /** The identity provider that users may log in by; without it there is none. */
  readonly oidc: OidcConfig | undefined
  /** Whether a password alone is enough to do anything. */
  readonly secondFactor: SecondFactorRule
  readonly bootstrap: Bootstrap
  readonly secureCookie: boolean
  readonly logLevel: string
}

/** Where the first administrator's password comes from; `none` makes none. */
export type Bootstrap =
  | { readonly type: 'none' }
  | { readonly type: 'supplied'; readonly password: string }
  | { readonly type: 'generated'; readonly file: string }
  | { readonly type: 'development' }

/** Reads and checks the variables; throws one error that names every bad one, and prints no value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): AuthConfig {
  const read = readEnv(schema, env)
  return {
    host: read.ARGUS_AUTH_HOST,
    port: read.ARGUS_AUTH_PORT,
    internalPort: read.ARGUS_AUTH_INTERNAL_PORT,
    databaseUrl: read.DATABASE_URL,
    redisUrl: read.REDIS_URL,
    serviceToken: read.ARGUS_SERVICE_TOKEN,
    previousServiceTokens: read.ARGUS_PREVIOUS_SERVICE_TOKENS,
    keyEncryptionKey: read.ARGUS_KEY_ENCRYPTION_KEY,
    previousKeyEncryptionKeys: read.ARGUS_PREVIOUS_KEY_ENCRYPTION_KEYS,
    consoleOrigins: read.ARGUS_ALLOWED_ORIGINS,
    trustedProxies: read.ARGUS_TRUSTED_PROXIES,
    passkeys: relyingParty(read.ARGUS_PASSKEY_RP_ID, read.ARGUS_ALLOWED_ORIGINS),
    oidc: oidcOf(read),
    secondFactor: read.ARGUS_SECOND_FACTOR,
    bootstrap: bootstrapOf(read),
    secureCookie: !read.ARGUS_INSECURE_COOKIE,
    logLevel: read.LOG_LEVEL,
  }
}

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true')

const keyEncryptionKey = z
  .string('required: 32 random bytes in base64, such as from `openssl rand -base64 32`')
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length === 32, { message: 'must be 32 bytes in base64' })

const origin = z
  .url({ protocol: /^https?$/, error: 'each must be an origin such as https://argus.example.org' })
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, {
    message: 'each must be an origin only: scheme, host and port, no path and no trailing slash',
  })

/** For one login, and judged as any password: it stands in a file, and may be guessed at until it is used. */
const bootstrapPassword = z.string().superRefine((password, context) => {
  const fault = passwordFault(password, { email: FIRST_ADMINISTRATOR, secondFactor: false })
  if (fault !== undefined) context.addIssue({ code: 'custom', message: sentenceOf(fault) })
})

const schema = z
  .object({
    /** `development` permits what makes a first look easy and is refused otherwise. */
    ARGUS_MODE: mode,
    /** The address both ports listen on: loopback, unless a container or a host of its own says otherwise. */
    ARGUS_AUTH_HOST: z.string().default('127.0.0.1'),
    ARGUS_AUTH_PORT: port.default(8080),
    ARGUS_AUTH_INTERNAL_PORT: port.default(9080),
    DATABASE_URL: z.string('required: postgres://user@host/database'),
    REDIS_URL: z.string('required: redis://host:6379'),
    /** What gateway and watcher prove themselves with on the internal port. */
    ARGUS_SERVICE_TOKEN: z
      .string('required: at least 32 characters, the same for gateway and watcher')
      .min(32),
    /** Those that the one above replaces, separated by commas: taken until gateway and watcher have the new one. */
    ARGUS_PREVIOUS_SERVICE_TOKENS: list.pipe(z.array(z.string().min(32))).default([]),
    /** Seals the secrets in the database. Lost, new signing keys must be made and everybody logs in and enrols again. */
    ARGUS_KEY_ENCRYPTION_KEY: keyEncryptionKey,
    /** Keys that the one above replaced, separated by commas: they still open what was sealed under them. */
    ARGUS_PREVIOUS_KEY_ENCRYPTION_KEYS: list.pipe(z.array(keyEncryptionKey)).default([]),
    /** Where the console is served from; calls with a cookie are taken from these pages alone. */
    ARGUS_ALLOWED_ORIGINS: list.pipe(z.array(origin)).default([]),
    /** The proxies in front of this service, addresses or networks: of `X-Forwarded-For` only what they say is believed. */
    ARGUS_TRUSTED_PROXIES: hops,
    /** The domain that passkeys are made for: the first host with a name above, unless a parent domain is named here. Another one later makes all passkeys worthless. */
    ARGUS_PASSKEY_RP_ID: z
      .string()
      .regex(
        /^[a-z\d-]+(\.[a-z\d-]+)*$/,
        'must be a domain such as argus.example.org, no scheme and no port',
      )
      .optional(),
    /** `required`: who logs in by a password and has no second factor may only enrol one. Logins at the provider are not asked. */
    ARGUS_SECOND_FACTOR: z.enum(['offered', 'required']).default('offered'),
    ...oidcVariables,
    /** The first administrator's password, used once, when there is no user yet. */
    ARGUS_BOOTSTRAP_PASSWORD: bootstrapPassword.optional(),
    /** Or the file (made with mode 0600) that a generated one is written to. */
    ARGUS_BOOTSTRAP_FILE: z.string().optional(),
    /** The login admin@argus.local with the password admin. */
    ARGUS_DEVELOPMENT_LOGIN: flag,
    /** The refresh cookie without `Secure` and prefix, for browsers that refuse those on http://localhost. */
    ARGUS_INSECURE_COOKIE: flag,
    LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .default('info'),
  })
  .superRefine((env, context) => {
    const { ARGUS_PASSKEY_RP_ID: domain, ARGUS_ALLOWED_ORIGINS: origins } = env
    if (domain !== undefined && relyingParty(domain, origins) === undefined) {
      const message = 'none of ARGUS_ALLOWED_ORIGINS lies in this domain'
      context.addIssue({ code: 'custom', path: ['ARGUS_PASSKEY_RP_ID'], message })
    }
    for (const [name, message] of oidcFaults(env))
      context.addIssue({ code: 'custom', path: [name], message })
    if (env.ARGUS_MODE !== 'production') return
    for (const name of ['ARGUS_DEVELOPMENT_LOGIN', 'ARGUS_INSECURE_COOKIE'] as const) {
      if (!env[name]) continue
      const message = 'is for development: unset it, or set ARGUS_MODE=development'
      context.addIssue({ code: 'custom', path: [name], message })
    }
  })

function bootstrapOf(env: z.infer<typeof schema>): Bootstrap {
  if (env.ARGUS_DEVELOPMENT_LOGIN) return { type: 'development' }
  if (env.ARGUS_BOOTSTRAP_PASSWORD !== undefined) {
    return { type: 'supplied', password: env.ARGUS_BOOTSTRAP_PASSWORD }
  }
  if (env.ARGUS_BOOTSTRAP_FILE !== undefined)
    return { type: 'generated', file: env.ARGUS_BOOTSTRAP_FILE }
  return { type: 'none' }
}
