/** How a cluster is reached and who we are there. Certificates and keys are PEM text. */
export type ClusterAccess = PlainAccess | SourcedAccess

export interface PlainAccess {
  readonly server: string
  readonly caData?: string
  readonly token?: string
  readonly clientCert?: string
  readonly clientKey?: string
  readonly tlsServerName?: string
}

/** The credential comes from elsewhere, such as a command that a trusted kubeconfig names. */
interface SourcedAccess {
  readonly server: string
  readonly credential: CredentialSource
}

/** What a connection and its requests carry. The certificate of the server is always checked. */
export interface Credential {
  readonly tls: {
    readonly ca?: string | Buffer
    readonly cert?: string | Buffer
    readonly key?: string | Buffer
    readonly servername?: string
  }
  readonly authorization?: string
}

export interface CredentialSource {
  /** The credential as last read, or read again when it is old. */
  current(): Promise<Credential>
  /** Reads it again: the server did not accept the last one. */
  refresh(): Promise<Credential>
}
