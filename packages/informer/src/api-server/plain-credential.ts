import type { ClusterAccess, Credential, CredentialSource, PlainAccess } from './cluster-access.ts'

/** Where the credential for this access comes from. */
export function credentialSourceOf(access: ClusterAccess): CredentialSource {
  if ('credential' in access) return access.credential
  const credential = plainCredential(access)
  const current = async () => credential
  return { current, refresh: current }
}

function plainCredential(access: PlainAccess): Credential {
  const { caData, clientCert, clientKey, tlsServerName, token } = access
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
