import { clusterFailure } from '@argus/contracts/cluster-diagnosis'
import { describe, expect, it } from '@jest/globals'

import { checkSteps } from '../../src/pages/clusters/check-steps.ts'
import { idOf, readLabels } from '../../src/pages/clusters/cluster-name.ts'

const told = { happened: '', why: '', advice: '' }

describe('the steps of a check', () => {
  it.each(clusterFailure.options)('end with one that failed, on either way: %s', (type) => {
    for (const byAgent of [false, true]) {
      const came = checkSteps({ type, ...told }, byAgent).map((step) => step.came)
      expect(came.filter((one) => one === 'failed')).toHaveLength(1)
      expect(came.lastIndexOf('passed')).toBeLessThan(came.indexOf('failed'))
    }
  })

  it('begin with the agent where one leads to the cluster', () => {
    const first = (type: 'no_agent' | 'unreachable') =>
      checkSteps({ type, ...told }, true).find(({ came }) => came === 'failed')?.name
    expect(first('no_agent')).toBe('Its agent is connected')
    expect(first('unreachable')).toBe('The agent reaches its API server')
  })

  it('all pass where the connection works', () => {
    const steps = checkSteps({ type: 'ok', version: 'v1.34.2', findings: [] }, false)
    expect(new Set(steps.map(({ came }) => came))).toEqual(new Set(['passed']))
  })
})

describe('the name of a cluster', () => {
  it.each([
    ['Shop, Europe', 'shop-europe'],
    ['arn:aws:eks:eu-1:123:cluster/prod', 'arn-aws-eks-eu-1-123-cluster-prod'],
    ['  -prod-  ', 'prod'],
    ['日本', ''],
    [`${'a'.repeat(62)}-b`, 'a'.repeat(62)],
  ])('%j has the id %j', (name, id) => expect(idOf(name)).toBe(id))
})

describe('labels in a line', () => {
  it.each([
    ['', { type: 'read', labels: {} }],
    ['env=production, region=ap', { type: 'read', labels: { env: 'production', region: 'ap' } }],
    ['a=1 b=', { type: 'read', labels: { a: '1', b: '' } }],
    ['env=a=b', { type: 'refused', part: 'env=a=b' }],
    ['a=1, production', { type: 'refused', part: 'production' }],
  ])('%j are %j', (text, labels) => expect(readLabels(text)).toEqual(labels))
})
