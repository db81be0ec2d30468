import { readFile } from 'node:fs/promises'
import type { ClusterAccess, Credential, CredentialSource, PlainAccess } from './cluster-access.ts'

/** Where the credential for this access comes from. */
export function credentialSourceOf(access: ClusterAccess): CredentialSource {
  return 'credential' in access ? access.credential : cached(() => readPlain(access))
}

/** Reads a credential at most once a minute: kubelet renews a service account's token file in place. */
export function cached(read: () => Promise<Credential>): CredentialSource {
  let last: { readonly at: number; readonly value: Promise<Credential> } | undefined
  const refresh = () => {
    const value = read()
    last = { at: performance.now(), value }
    // A failed reading is not kept: the next request tries again.
    value.catch(() => (last = undefined))
    return value
  }
  const current = () => (last && performance.now() - last.at < KEPT_MS ? last.value : refresh())
  return { current, refresh }
}

const KEPT_MS = 60_000

async function readPlain(access: PlainAccess): Promise<Credential> {
  const { caData, clientCert, clientKey, tlsServerName, tokenFile } = access
  const token = tokenFile ? (await readFile(tokenFile, 'utf8')).trim() : access.token
  return {
    tls: {
      ...(caData === undefined ? {} : { ca: caData }),
      ...(clientCert === undefined ? {} : { cert: clientCert }),
      ...(clientKey === undefined ? {} : { key: clientKey }),
      ...(tlsServerName === undefined ? {} : { servername: tlsServerName }),
    },
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
}
