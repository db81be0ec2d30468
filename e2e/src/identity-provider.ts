import { CLIENT_ID, CLIENT_SECRET } from '@argus/testkit/identity-provider/provider'
import { freePort } from '@argus/testkit/free-port'

/** An identity provider that auth trusts, though none is there yet: whoever needs it starts it at its port. */
export interface TrustedProvider {
  readonly port: number
  /** What auth is told of it. */
  readonly env: Readonly<Record<string, string>>
}

/** A port for it; who is in the group `readers` there may read everything here. */
export async function trustProvider(): Promise<TrustedProvider> {
  const port = await freePort()
  return {
    port,
    env: {
      ARGUS_OIDC_ISSUER: `http://127.0.0.1:${port}`,
      ARGUS_OIDC_CLIENT_ID: CLIENT_ID,
      ARGUS_OIDC_CLIENT_SECRET: CLIENT_SECRET,
      ARGUS_OIDC_ROLE_MAPPING: JSON.stringify({ readers: [{ role: 'viewer' }] }),
      ARGUS_OIDC_NAME: 'Example ID',
    },
  }
}
