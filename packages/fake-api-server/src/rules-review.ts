import { badRequest } from './status-error.ts'

/** What may be done to which resources. */
export interface Rule {
  readonly verbs: readonly string[]
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
}

/** A server without rules of its own lets everybody do everything, and says so. */
export const EVERYTHING: readonly Rule[] = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]

export const RULES_REVIEW = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews'

/** The answer to a SelfSubjectRulesReview. */
export function reviewRules(rules: readonly Rule[], body: Buffer): object {
  const asked: unknown = JSON.parse(body.toString('utf8'))
  if (!JSON.stringify(asked).includes('"namespace":"')) throw badRequest('no namespace is named')
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectRulesReview',
    metadata: {},
    spec: {},
    status: { resourceRules: rules, nonResourceRules: [], incomplete: false },
  }
}
