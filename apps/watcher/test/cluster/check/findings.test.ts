import { describe, expect, test } from '@jest/globals'

import { findingsOf, rulesReviewSchema } from '../../../src/cluster/check/findings.ts'

type Rule = readonly [verbs: string, groups: string, resources: string]

const review = (rules: readonly Rule[], incomplete = false) =>
  rulesReviewSchema.parse({
    status: {
      resourceRules: rules.map(([verbs, groups, resources]) => ({
        verbs: verbs.split(' '),
        apiGroups: groups.split(' '),
        resources: resources.split(' '),
      })),
      nonResourceRules: [],
      incomplete,
    },
  })

/** What every account may do. */
const everybody: readonly Rule[] = [
  ['create', 'authorization.k8s.io', 'selfsubjectaccessreviews selfsubjectrulesreviews'],
  ['create', 'authentication.k8s.io', 'selfsubjectreviews'],
]
const reads: Rule = ['get list watch', 'monitoring.coreos.com', '*']

describe('W-08 the account of Argus', () => {
  test.each<[string, readonly Rule[], readonly string[]]>([
    ['that reads what it shows is no finding', [reads], []],
    ['that may do everything is one', [['*', '*', '*']], ['cluster_admin']],
    ['that may do nothing is one', [], ['lists_nothing']],
    [
      'that reads everything reads Secrets, and looks into no Pod',
      [['get list watch', '*', '*']],
      ['reads_secrets'],
    ],
    ['that reads Secrets is one', [reads, ['list', ' ', 'secrets']], ['reads_secrets']],
    [
      'that changes objects is one',
      [reads, ['patch', 'apps', 'deployments']],
      ['may_change_objects'],
    ],
    ['that runs programs in Pods is one', [reads, ['get', ' ', 'pods/exec']], ['may_run_programs']],
    [
      'that creates anything in the core runs programs there',
      [reads, ['create', ' ', '*']],
      ['may_change_objects', 'may_run_programs'],
    ],
    ['that acts as others is one', [reads, ['impersonate', ' ', 'users']], ['may_act_as_others']],
    [
      'that may do anything with one kind changes it, and no more',
      [reads, ['*', 'argoproj.io', 'applications']],
      ['may_change_objects'],
    ],
  ])('%s', (_, rules, found) => {
    expect(findingsOf(review([...everybody, ...rules])).map(({ type }) => type)).toEqual(found)
  })

  test('of which not all is told is one, beside what is known', () => {
    expect(findingsOf(review([['*', '*', '*']], true)).map(({ type }) => type)).toEqual([
      'cluster_admin',
      'permissions_unknown',
    ])
  })
})
