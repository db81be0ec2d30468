/** Logins that an identity provider has not answered yet. */
export interface ProviderLoginsTable {
  digest: Buffer
  nonce: string
  verifier_sealed: Buffer
  kek_id: string
  browser_digest: Buffer
  return_to: string
  fresh: boolean
  created_at: Date
  expires_at: Date
}
