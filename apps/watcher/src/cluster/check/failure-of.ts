import type { ClusterFailure } from '@argus/contracts/cluster-diagnosis'
import { ApiError, ConnectionError, CredentialError } from '@argus/informer/api-error'

import { AddressRefusedError } from '../address/guarded-resolve.ts'

/** Why a cluster that Argus reaches itself cannot be followed. */
type ReachFailure = Exclude<ClusterFailure, 'no_agent'>

/** What a failed question to an API server means. Everything that it can throw has an answer. */
export function failureOf(error: unknown): ReachFailure {
  if (error instanceof ApiError) return failureOfStatus(error)
  const causes = causesOf(error)
  if (causes.some((cause) => cause instanceof AddressRefusedError)) return 'address_refused'
  if (causes.some((cause) => cause instanceof CredentialError)) return 'credential_unreadable'
  if (causes.some(({ name }) => name === 'TimeoutError')) return 'timed_out'
  const codes = causes.flatMap(({ code }) => (typeof code === 'string' ? [code] : []))
  for (const [failure, pattern] of BY_CODE)
    if (codes.some((code) => pattern.test(code))) return failure
  if (codes.length === 0 && causes.some(({ name }) => name === 'SyntaxError'))
    return 'not_kubernetes'
  return error instanceof ConnectionError ? 'unreachable' : 'not_kubernetes'
}

/** Codes of Node, of the system and of OpenSSL, those first that say more. */
const BY_CODE: readonly (readonly [ReachFailure, RegExp])[] = [
  ['certificate_expired', /^CERT_HAS_EXPIRED$/],
  ['certificate_not_yet_valid', /^CERT_NOT_YET_VALID$/],
  ['wrong_host', /^ERR_TLS_CERT_ALTNAME_INVALID$/],
  [
    'wrong_authority',
    /^(UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|CERT_(SIGNATURE_FAILURE|UNTRUSTED|REJECTED|CHAIN_TOO_LONG)|INVALID_(CA|PURPOSE)|ERR_SSL_CERTIFICATE_VERIFY_FAILED)/,
  ],
  ['client_certificate_refused', /ALERT.*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/],
  ['not_tls', /^(ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH|ERR_SSL_HTTP|EPROTO)/],
  ['name_not_found', /^(ENOTFOUND|EAI_|ENODATA)/],
  ['not_kubernetes', /^HPE_/],
  ['refused', /^ECONNREFUSED$/],
  ['timed_out', /^ETIMEDOUT$/],
  ['no_route', /^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|EINVAL)$/],
  ['hung_up', /^(ECONNRESET|EPIPE|ECONNABORTED)$/],
]

function failureOfStatus({ status }: ApiError): ReachFailure {
  if (status === 401) return 'unauthenticated'
  if (status === 403) return 'forbidden'
  if (status === 429 || status >= 500) return 'failing'
  return 'not_kubernetes'
}

/** What an error may carry; those of the system are of another realm where a test runs, and of none of our classes. */
interface Carried {
  readonly name?: unknown
  readonly code?: unknown
  readonly cause?: unknown
  readonly errors?: unknown
}

/** An error, what caused it, and of several attempts at once each. */
function causesOf(error: unknown): readonly Carried[] {
  if (typeof error !== 'object' || error === null) return []
  const carried: Carried = error
  const inner: readonly unknown[] = Array.isArray(carried.errors) ? carried.errors : []
  return [carried, ...[carried.cause, ...inner].flatMap(causesOf)]
}
