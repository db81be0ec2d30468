import type { ClusterFinding } from '@argus/contracts/cluster-diagnosis'
import { z } from 'zod'

const ruleSchema = z.object({
  verbs: z.array(z.string()).default([]),
  apiGroups: z.array(z.string()).default([]),
  resources: z.array(z.string()).default([]),
  /** A rule about objects of these names alone. */
  resourceNames: z.array(z.string()).default([]),
})
type Rule = z.infer<typeof ruleSchema>

/** The answer to a SelfSubjectRulesReview, as far as it is used. */
export const rulesReviewSchema = z.object({
  status: z.object({
    resourceRules: z.array(ruleSchema).nullable().default([]),
    incomplete: z.boolean().default(false),
  }),
})
export type RulesReview = z.infer<typeof rulesReviewSchema>

/** What is worth knowing of an account that may do this: too much, or too little. */
export function findingsOf({ status }: RulesReview): readonly ClusterFinding[] {
  const rules = (status.resourceRules ?? []).filter((rule) => !isOfEverybody(rule))
  const found: ClusterFinding['type'][] = rules.some(isEverything)
    ? ['cluster_admin']
    : [
        ...(rules.some(changes) ? ['may_change_objects' as const] : []),
        ...(rules.some(runsPrograms) ? ['may_run_programs' as const] : []),
        ...(rules.some(actsAsOthers) ? ['may_act_as_others' as const] : []),
        ...(rules.some(readsSecrets) ? ['reads_secrets' as const] : []),
        ...(rules.some((rule) => has(rule.verbs, 'list')) ? [] : ['lists_nothing' as const]),
      ]
  return [...found, ...(status.incomplete ? ['permissions_unknown' as const] : [])].map(finding)
}

/** For a permission that could not be asked for. */
export function finding(type: ClusterFinding['type']): ClusterFinding {
  const [happened, why, advice] = TEXTS[type]
  return { type, happened, why, advice }
}

/** Everybody may ask what they may do. */
const isOfEverybody = ({ apiGroups }: Rule): boolean =>
  apiGroups.length > 0 && apiGroups.every((group) => /^auth(oriz|entic)ation\.k8s\.io$/.test(group))

const isEverything = ({ verbs, apiGroups, resources, resourceNames }: Rule): boolean =>
  [verbs, apiGroups, resources].every((list) => list.includes('*')) && resourceNames.length === 0

const CHANGES = ['create', 'update', 'patch', 'delete', 'deletecollection', '*']
const changes = ({ verbs }: Rule): boolean => verbs.some((verb) => CHANGES.includes(verb))

const PROGRAMS = ['pods/exec', 'pods/attach', 'pods/portforward', 'pods/*', 'nodes/proxy']
const runsPrograms = (rule: Rule): boolean =>
  inCore(rule) &&
  rule.resources.some((resource) =>
    PROGRAMS.includes(resource)
      ? has(rule.verbs, 'create') || has(rule.verbs, 'get')
      : resource === '*' && has(rule.verbs, 'create'),
  )

const OTHERS = ['impersonate', 'escalate', 'bind']
const ROLES = ['users', 'groups', 'serviceaccounts', 'roles', 'clusterroles', '*']
const actsAsOthers = ({ verbs, resources }: Rule): boolean =>
  verbs.some((verb) => OTHERS.includes(verb)) ||
  (verbs.includes('*') && resources.some((resource) => ROLES.includes(resource)))

const readsSecrets = (rule: Rule): boolean =>
  inCore(rule) &&
  has(rule.resources, 'secrets') &&
  ['get', 'list', 'watch'].some((verb) => has(rule.verbs, verb))

const inCore = ({ apiGroups }: Rule): boolean => has(apiGroups, '')
const has = (list: readonly string[], one: string): boolean =>
  list.includes(one) || list.includes('*')

const TEXTS: Readonly<Record<ClusterFinding['type'], readonly [string, string, string]>> = {
  cluster_admin: [
    'The account of Argus may do everything in this cluster.',
    'It is bound to cluster-admin, or to a role like it. Whoever took Argus over would have the cluster.',
    'Bind it to a role with get, list and watch on what is to be shown, and take the other binding away.',
  ],
  may_change_objects: [
    'The account of Argus may change objects.',
    'Argus only reads: it never needs that.',
    'Leave get, list and watch in its role, and take the other verbs away.',
  ],
  may_run_programs: [
    'The account of Argus may run programs in Pods, or reach into them.',
    'Its role has pods/exec, pods/attach, pods/portforward or nodes/proxy.',
    'Take these out of its role.',
  ],
  may_act_as_others: [
    'The account of Argus may act as others, or give itself roles.',
    'Its role has the verb impersonate, bind or escalate.',
    'Take these verbs out of its role.',
  ],
  reads_secrets: [
    'The account of Argus may read Secrets.',
    'Argus never asks for what is in them, and would not need the right.',
    'Name the resources in its role one by one, without secrets.',
  ],
  lists_nothing: [
    'The account of Argus may list nothing here.',
    'No role lets it list any resource in the namespace that was asked about.',
    'Bind it to a role with get, list and watch on what is to be shown.',
  ],
  permissions_unknown: [
    'Not all that the account of Argus may do is known.',
    'The API server does not tell it: it asks another authorizer, or refuses the question.',
    'Look at the roles of the account yourself.',
  ],
}
