import { list } from '@argus/service-kit/env'
import { z } from 'zod'

import type { Strength } from './provider/strength.ts'
import type { RoleMapping } from './user/role-mapping.ts'

/** The identity provider that users may log in by. */
export interface OidcConfig {
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  /** None of a public client, which PKCE alone protects. */
  readonly clientSecret: string | undefined
  /** Where the provider sends browsers back to. */
  readonly redirectUrl: string
  readonly scopes: string
  readonly groupsClaim: string
  readonly roleMapping: RoleMapping
  /** What a login there must have been; anything where it asks for nothing. */
  readonly strength: Strength
  /** A provider without TLS, for development. */
  readonly allowHttp: boolean
}

const placedRole = z
  .strictObject({
    role: z.string().min(1),
    cluster: z.string().min(1).nullable().default(null),
    namespace: z.string().min(1).nullable().default(null),
  })
  .refine(({ cluster, namespace }) => cluster !== null || namespace === null, {
    message: 'a namespace needs a cluster',
  })

const roleMapping = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      // Not the parser's words: they quote the text.
      context.addIssue('must be JSON, such as {"platform": [{"role": "viewer"}]}')
      return z.NEVER
    }
  })
  .pipe(z.record(z.string().min(1), z.array(placedRole)))
  .transform((mapping): RoleMapping => new Map(Object.entries(mapping)))

const address = z
  .url({ protocol: /^https?$/, error: 'must be an address such as https://login.example.org' })
  .refine((text) => URL.canParse(text) && !/[?#@]/.test(text), {
    message: 'must be an address without user, query and fragment',
  })

/** A list without a name would ask for nothing. */
const strengthNames = list.pipe(
  z
    .array(z.string().regex(/^[\x21-\x7e]+$/, 'each must be a name without spaces'))
    .min(1, 'must name one at least'),
)

/** The variables; issuer and client id make a provider, all others need them. */
export const oidcVariables = {
  /** The issuer, spelled as the provider spells it. */
  ARGUS_OIDC_ISSUER: address.optional(),
  ARGUS_OIDC_CLIENT_ID: z.string().optional(),
  ARGUS_OIDC_CLIENT_SECRET: z.string().optional(),
  /** Unless given, /api/auth/oidc/callback of the first of ARGUS_ALLOWED_ORIGINS. */
  ARGUS_OIDC_REDIRECT_URL: address.optional(),
  ARGUS_OIDC_SCOPES: z
    .string()
    .refine((text) => text.split(' ').includes('openid'), { message: 'must name openid' })
    .optional(),
  ARGUS_OIDC_GROUPS_CLAIM: z.string().optional(),
  /** JSON: what a group of the provider's gives, as {"platform": [{"role": "developer", "cluster": "prod", "namespace": "shop"}]}. */
  ARGUS_OIDC_ROLE_MAPPING: roleMapping.optional(),
  /**
   * How a user must have logged in there, separated by commas; the ID token must name one of them, or the login is
   * refused. For `acr` the provider's own names, which it is asked for as well; for `amr` methods such as mfa or hwk.
   */
  ARGUS_OIDC_REQUIRED_ACR: strengthNames.optional(),
  ARGUS_OIDC_REQUIRED_AMR: strengthNames.optional(),
  /** What the button of the log-in page calls the provider; its host unless given. */
  ARGUS_OIDC_NAME: z.string().max(60).optional(),
} as const

const variables = z.object(oidcVariables)
type OidcVariables = z.infer<typeof variables>

interface Surroundings extends OidcVariables {
  readonly ARGUS_MODE: 'production' | 'development'
  readonly ARGUS_ALLOWED_ORIGINS: readonly string[]
}

/** The provider that the variables describe; `undefined` where they name none. */
export function oidcOf(read: Surroundings): OidcConfig | undefined {
  const { ARGUS_OIDC_ISSUER: issuer, ARGUS_OIDC_CLIENT_ID: clientId } = read
  const redirectUrl = redirectUrlOf(read)
  if (issuer === undefined || clientId === undefined || redirectUrl === undefined) return undefined
  return {
    name: read.ARGUS_OIDC_NAME ?? new URL(issuer).host,
    issuer,
    clientId,
    clientSecret: read.ARGUS_OIDC_CLIENT_SECRET,
    redirectUrl,
    scopes: read.ARGUS_OIDC_SCOPES ?? 'openid profile email groups',
    groupsClaim: read.ARGUS_OIDC_GROUPS_CLAIM ?? 'groups',
    roleMapping: read.ARGUS_OIDC_ROLE_MAPPING ?? new Map(),
    strength: {
      acr: read.ARGUS_OIDC_REQUIRED_ACR ?? [],
      amr: read.ARGUS_OIDC_REQUIRED_AMR ?? [],
    },
    allowHttp: read.ARGUS_MODE === 'development',
  }
}

/** What does not fit together: the variable, and what to do about it. */
export function oidcFaults(read: Surroundings): readonly OidcFault[] {
  const { ARGUS_OIDC_REDIRECT_URL: given, ARGUS_OIDC_ISSUER: issuer } = read
  if (names.every((name) => read[name] === undefined)) return []
  const redirectUrl = redirectUrlOf(read)
  const plain = (url: string | undefined): boolean =>
    read.ARGUS_MODE === 'production' && url?.startsWith('http:') === true
  return [
    ...REQUIRED.filter((name) => read[name] === undefined).map((name): OidcFault => [
      name,
      MISSING,
    ]),
    ...(redirectUrl === undefined ? [[REDIRECT, NO_ORIGIN] as const] : []),
    ...(plain(issuer) ? [['ARGUS_OIDC_ISSUER', PLAIN] as const] : []),
    ...(plain(given ?? redirectUrl) ? [[REDIRECT, PLAIN] as const] : []),
  ]
}

type OidcFault = readonly [name: keyof OidcVariables, message: string]

const names = variables.keyof().options
const REDIRECT = 'ARGUS_OIDC_REDIRECT_URL'
const REQUIRED = ['ARGUS_OIDC_ISSUER', 'ARGUS_OIDC_CLIENT_ID', 'ARGUS_OIDC_ROLE_MAPPING'] as const
const MISSING = 'required with the other ARGUS_OIDC_ variables'
const NO_ORIGIN = 'required where ARGUS_ALLOWED_ORIGINS is empty'
const PLAIN = 'must be https, or set ARGUS_MODE=development'

function redirectUrlOf(read: Surroundings): string | undefined {
  const [origin] = read.ARGUS_ALLOWED_ORIGINS
  return read.ARGUS_OIDC_REDIRECT_URL ?? (origin === undefined ? undefined : origin + CALLBACK_PATH)
}

const CALLBACK_PATH = '/api/auth/oidc/callback'
