import { createHash } from 'node:crypto'

import { connectionSchema, type Connection } from '@argus/contracts/http/clusters'
import type { SealedColumn } from '@argus/db/reseal'
import { SealError, type Place, type Sealed, type Seals } from '@argus/db/seal'
import { z } from 'zod'

import type { ReachedCluster } from './desired-cluster.ts'

/** What kind of credential a connection has, which is no secret. */
export type CredentialKind = 'none' | 'token' | 'client-certificate'

export function credentialKind({ token, clientCertificate }: Connection): CredentialKind {
  if (token !== undefined) return 'token'
  return clientCertificate === undefined ? 'none' : 'client-certificate'
}

/** Seals a connection for the cluster that it belongs to. */
export function sealConnection(seals: Seals, cluster: string, connection: Connection): Sealed {
  return seals.seal(Buffer.from(JSON.stringify(connection)), placeOf(cluster))
}

export interface SealedConnection extends Sealed {
  readonly cluster: string
  /** The address in clear, beside it. */
  readonly server: string
}

/**
 * Opens a connection. Throws a SealError where it does not open for this cluster, or was sealed with another address:
 * who can write to the database alone must not learn a credential by sending it elsewhere.
 */
export function unsealConnection(seals: Seals, sealed: SealedConnection): Connection {
  const { cluster, server } = sealed
  const text = seals.unseal(sealed, placeOf(cluster)).toString('utf8')
  const connection = connectionSchema.parse(JSON.parse(text))
  if (connection.server === server) return connection
  throw new SealError(
    `The address of cluster ${cluster} was changed beside its sealed credential. Register its connection again.`,
  )
}

/** How to reach what a connection describes, and by what it is told from another. */
export function wayOf(connection: Connection): Pick<ReachedCluster, 'way' | 'access'> {
  const { server, certificateAuthority: caData, clientCertificate: clientCert } = connection
  const { token, clientKey, tlsServerName } = connection
  return {
    way: createHash('sha256').update(JSON.stringify(connection)).digest('base64url'),
    access: {
      server,
      ...(caData === undefined ? {} : { caData }),
      ...(token === undefined ? {} : { token }),
      ...(clientCert === undefined ? {} : { clientCert }),
      ...(clientKey === undefined ? {} : { clientKey }),
      ...(tlsServerName === undefined ? {} : { tlsServerName }),
    },
  }
}

/** Where connections lie, for who changes the key they are sealed under. */
export const SEALED_CONNECTIONS: SealedColumn = {
  table: 'clusters',
  key: 'id',
  sealed: 'credentials_sealed',
  placeOf: (key) => placeOf(z.string().parse(key)),
}

const placeOf = (cluster: string): Place => ({
  table: 'fleet.clusters',
  field: 'credentials_sealed',
  record: cluster,
})
