import { describe, expect, it } from '@jest/globals'

import { Failure } from '../../src/failure.ts'
import { kindsIn, qualified, type ServedKind } from '../../src/resources/kind.ts'
import { resolveKind } from '../../src/resources/resolve-kind.ts'

const served = (group: string, resource: string, more: Partial<ServedKind> = {}): ServedKind => ({
  group,
  resource,
  version: 'v1',
  kind: `${resource.charAt(0).toUpperCase()}${resource.slice(1, -1)}`,
  namespaced: true,
  shortNames: [],
  versions: ['v1'],
  followed: false,
  ...more,
})

const kinds = kindsIn(
  new Map([
    [
      'oslo',
      [
        served('core', 'pods', { shortNames: ['po'] }),
        served('core', 'events'),
        served('events.k8s.io', 'events'),
        served('apps', 'deployments', { shortNames: ['deploy'] }),
        served('postgresql.cnpg.io', 'clusters'),
        served('cluster.x-k8s.io', 'clusters', { shortNames: ['cl'] }),
        served('cert-manager.io', 'certificates'),
      ],
    ],
    ['bergen', [served('cert-manager.io', 'certificates', { shortNames: ['cert'] })]],
  ]),
)

describe('a word', () => {
  it.each([
    ['pods', 'pods'],
    ['POD', 'pods'],
    ['po', 'pods'],
    ['deployments.apps', 'deployments.apps'],
    ['deployments.v1.apps', 'deployments.apps'],
    ['deploy.apps', 'deployments.apps'],
    ['Certificate', 'certificates.cert-manager.io'],
    ['certificates.cert-manager', 'certificates.cert-manager.io'],
    ['cert', 'certificates.cert-manager.io'],
    ['cl', 'clusters.cluster.x-k8s.io'],
    ['clusters.postgresql.cnpg.io', 'clusters.postgresql.cnpg.io'],
    ['pods.v1.', 'pods'],
  ])('%s means %s', (word, name) => {
    expect(qualified(resolveKind(word, kinds).kind)).toBe(name)
  })

  it('that is of the core and of another group means the core, and says what else', () => {
    const { kind, others } = resolveKind('events', kinds)
    expect([qualified(kind), others.map(qualified)]).toEqual(['events', ['events.events.k8s.io']])
  })

  it('that several groups have is refused, with what may have been meant', () => {
    expect(() => resolveKind('clusters', kinds)).toThrow(
      /several groups: clusters\.postgresql\.cnpg\.io \(oslo\); clusters\.cluster\.x-k8s\.io/,
    )
  })

  it('that no cluster knows is refused, with what is near', () => {
    const failure = catching(() => resolveKind('certificat', kinds))
    expect(failure).toMatchObject({
      code: 'not_found',
      why: expect.stringContaining('certificates'),
    })
  })
})

describe('a kind of several clusters', () => {
  it('is one, with the short names and clusters of all', () => {
    expect(resolveKind('cert', kinds).kind).toMatchObject({
      clusters: ['oslo', 'bergen'],
      shortNames: ['cert'],
    })
  })
})

function catching(task: () => unknown): Failure {
  try {
    task()
  } catch (error) {
    if (error instanceof Failure) return error
  }
  throw new Error('it did not fail')
}
