import type { ClusterFinding } from '@argus/contracts/cluster-diagnosis'
import type { ApiServer } from '@argus/informer/api-server'

import { failureOf } from './failure-of.ts'
import { finding, findingsOf, rulesReviewSchema } from './findings.ts'

/**
 * Asks an API server what we may do there, and answers what is worth knowing of it. What may not be asked is told as
 * unknown: a cluster that hides it can be followed all the same. Throws where the credential is not known, and the
 * signal's reason.
 */
export async function reviewAccount(
  api: ApiServer,
  signal: AbortSignal,
): Promise<readonly ClusterFinding[]> {
  const document = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectRulesReview',
    spec: { namespace: 'default' },
  }
  const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews'
  try {
    return findingsOf(rulesReviewSchema.parse(await api.ask(path, document, { signal })))
  } catch (error) {
    if (signal.aborted || failureOf(error) === 'unauthenticated') throw error
    return [finding('permissions_unknown')]
  }
}
