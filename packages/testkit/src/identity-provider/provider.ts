// oxlint-disable-next-line typescript/triple-slash-reference -- it describes modules of another, so nothing of it can be imported
/// <reference path="./inner-provider.d.ts" />
import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

import type { KoaContextWithOIDC } from 'oidc-provider'
// Not by its front door, which prints what it thinks of this version of Node.js.
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js'
import { Provider } from 'oidc-provider/lib/provider.js'

import { askWho } from './interactions.ts'

/** What the provider knows of somebody, by subject. */
interface Account {
  email?: string
  email_verified?: boolean
  name?: string
  groups?: readonly string[]
  /** Told beside the ID token alone, by the call for who somebody is. */
  amr?: readonly string[]
}

/** A certified OpenID provider on a port of its own. Disposing it stops it. */
export interface RealProvider extends AsyncDisposable {
  readonly issuer: string
  readonly accounts: Map<string, Account>
  /** Changes ID tokens before they leave. */
  tamper: ((idToken: string) => string) | undefined
}

/** The same claims but for these, signed by the provider's own key. */
export function reissued(idToken: string, changed: object): string {
  const [header = '', claims = ''] = idToken.split('.')
  const before: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString())
  const after = { ...(isRecord(before) ? before : {}), ...changed }
  const signed = `${header}.${Buffer.from(JSON.stringify(after)).toString('base64url')}`
  return `${signed}.${sign('sha256', Buffer.from(signed), KEY).toString('base64url')}`
}

const KEY = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey

export const CLIENT_ID = 'argus'
export const CLIENT_SECRET = 'a-secret-that-two-servers-share'
/** Another client of the same provider, which belongs to somebody else. */
export const OTHER_CLIENT_ID = 'another'

export interface RealProviderOptions {
  readonly redirectUrl: string
  /** Any free one unless given. */
  readonly port?: number
}

export async function startProvider(options: RealProviderOptions): Promise<RealProvider> {
  const server = createServer()
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const issuer = `http://127.0.0.1:${address.port}`
  const accounts = new Map<string, Account>()
  const running: RealProvider = {
    issuer,
    accounts,
    tamper: undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  const client = { redirect_uris: [options.redirectUrl], client_secret: CLIENT_SECRET }
  const provider = new Provider(issuer, {
    clients: [
      { ...client, client_id: CLIENT_ID },
      { ...client, client_id: OTHER_CLIENT_ID },
    ],
    claims: { email: ['email', 'email_verified'], profile: ['name', 'amr'], groups: ['groups'] },
    scopes: ['openid', 'profile', 'email', 'groups'],
    adapter: createMemoryAdapter(),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    cookies: { keys: ['only for tests'] },
    jwks: { keys: [{ ...KEY.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'one' }] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    // The client must not depend on a provider that insists.
    pkce: { required: () => false },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, ...accounts.get(sub) }),
    }),
  })
  provider.use(askWho(provider))
  provider.use(async (context: KoaContextWithOIDC, next) => {
    await next()
    const { tamper } = running
    const body: unknown = context.body
    if (tamper === undefined || context.path !== '/token' || !isRecord(body)) return
    if (typeof body['id_token'] === 'string') body['id_token'] = tamper(body['id_token'])
  })
  const answer = provider.callback()
  server.on('request', (request, response) => void answer(request, response))
  return running
}

const isRecord = (body: unknown): body is Record<string, unknown> =>
  typeof body === 'object' && body !== null
