import { z } from 'zod'

/** Why a cluster cannot be followed: the first thing on the way to it that does not work. */
export const clusterFailure = z.enum([
  /** No name server knows the host. */
  'name_not_found',
  /** The host leads where no cluster may be. */
  'address_refused',
  /** Nothing listens at the port. */
  'refused',
  /** Nobody answers in time. */
  'timed_out',
  /** The network knows no way. */
  'no_route',
  /** The connection is closed before anything is said. */
  'hung_up',
  /** What answers does not speak TLS. */
  'not_tls',
  /** Another authority than the one given vouches for the server. */
  'wrong_authority',
  'certificate_expired',
  'certificate_not_yet_valid',
  /** The certificate is one of another host. */
  'wrong_host',
  /** The server does not take our certificate. */
  'client_certificate_refused',
  /** What answers is no API server of Kubernetes. */
  'not_kubernetes',
  /** The API server does not know the credential. */
  'unauthenticated',
  /** The API server knows it, and lets it see nothing. */
  'forbidden',
  'version_too_old',
  /** The API server answers that it cannot answer now. */
  'failing',
  /** No agent of the cluster is connected, which is the only way to it. */
  'no_agent',
  /** The credential itself cannot be had. */
  'credential_unreadable',
  /** Something else; the reason is in `why`. */
  'unreachable',
])
export type ClusterFailure = z.infer<typeof clusterFailure>

/** What is worth knowing of the account that Argus has in a cluster. */
export const clusterFinding = z.enum([
  /** It may do everything: whoever takes Argus over has the cluster. */
  'cluster_admin',
  'may_change_objects',
  'may_run_programs',
  'may_act_as_others',
  'reads_secrets',
  /** It may list nothing that Argus could show. */
  'lists_nothing',
  /** The API server did not tell all that it may do. */
  'permissions_unknown',
])

/** Sentences for people: what happened, why that is so as far as is known, and what to do about it. */
const told = { happened: z.string(), why: z.string(), advice: z.string() }

export const findingSchema = z.object({ type: clusterFinding, ...told })
export type ClusterFinding = z.infer<typeof findingSchema>

/** What a check of the connection to a cluster came to. Nothing secret is in it. */
export const clusterDiagnosisSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ok'), version: z.string(), findings: z.array(findingSchema) }),
  z.object({ type: clusterFailure, ...told }),
])
export type ClusterDiagnosis = z.infer<typeof clusterDiagnosisSchema>
