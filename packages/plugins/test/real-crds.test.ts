import type { PluginResource } from '@argus/contracts/plugin-manifest'
import { describe, expect, it } from '@jest/globals'

import { builtInPlugins } from '../src/built-in.ts'
import { type RealCrd, hasConditions, hasField, hasRealCrds, realCrds } from './real-crds.ts'

const suite = hasRealCrds ? describe : describe.skip
const title = hasRealCrds ? '' : ' (skipped: no folder ../shared/data beside the repository)'

/** Which folder of definitions is whose. */
const OPERATORS = [
  ['prometheus-operator', 'prometheus'],
  ['calico', 'calico'],
  ['istio', 'istio'],
  ['cloudnative-pg', 'cloudnative-pg'],
  ['mariadb-operator', 'mariadb'],
  ['keda', 'keda'],
  ['rook', 'rook-ceph'],
  ['cert-manager', 'cert-manager'],
  ['argo-cd', 'argo-cd'],
] as const

suite(`built-in plugins beside the definitions of their operators${title}`, () => {
  const crds = hasRealCrds ? realCrds() : []
  const resourcesOf = (plugin: string) =>
    builtInPlugins.find(({ id }) => id === plugin)?.resources ?? []
  const crdOf = ({ group, resource }: PluginResource) =>
    crds.find((crd) => crd.group === group && crd.resource === resource)

  /** The resources of a plugin that a definition is at hand for. */
  const known = builtInPlugins.flatMap(({ resources }) =>
    resources.flatMap((resource): [string, PluginResource, RealCrd][] => {
      const crd = crdOf(resource)
      return crd === undefined ? [] : [[nameOf(resource), resource, crd]]
    }),
  )

  it('have a definition at hand for most of what they name', () => {
    expect(crds.length).toBeGreaterThanOrEqual(100)
    expect(known.length).toBeGreaterThan(80)
  })

  it.each(OPERATORS)(
    'the definitions of %s are all in %s but those of the cluster without conditions',
    (operator, plugin) => {
      const listed = new Set(resourcesOf(plugin).map(nameOf))
      const wanted = crds.filter(
        (crd) => crd.operator === operator && (crd.namespaced || hasConditions(crd)),
      )
      expect(wanted.length).toBeGreaterThan(0)
      expect(wanted.map(nameOf).filter((name) => !listed.has(name))).toEqual([])
    },
  )

  it.each(known)('%s has the kind and the scope of its definition', (_, resource, crd) => {
    expect([resource.kind, resource.namespaced]).toEqual([crd.kind, crd.namespaced])
  })

  it.each(known)('%s shows something beside its age', (_, { columns = [] }, crd) => {
    expect([...crd.columns, ...columns].map(({ name }) => name)).not.toEqual(['Age'])
    expect([...crd.columns, ...columns].length).toBeGreaterThan(0)
  })

  it.each(known)('%s has columns of its own only, at fields that exist', (_, resource, crd) => {
    const { columns = [] } = resource
    const shown = new Set(crd.columns.map(({ name }) => name.toLowerCase()))
    const problems = columns.filter(
      ({ name, jsonPath }) => shown.has(name.toLowerCase()) && isElsewhere(crd, name, jsonPath),
    )
    expect(problems).toEqual([])
    expect(columns.filter(({ jsonPath }) => !hasField(crd.schema, jsonPath))).toEqual([])
  })

  it.each(known)(
    '%s is judged and linked by fields that exist',
    (_, { health, links = [] }, crd) => {
      const paths = [
        ...(health?.fields ?? []).flatMap(({ path, reason }) => [path, reason]),
        ...links.flatMap(({ from, namespace, when }) => [from, namespace, when?.field]),
      ]
      expect(paths.filter((path) => path !== undefined && !hasField(crd.schema, path))).toEqual([])
    },
  )

  it('link to kinds that a definition, a plugin or Kubernetes itself has', () => {
    const there = new Set(
      [...crds, ...builtInPlugins.flatMap(({ resources }) => resources)].map(nameOf),
    )
    const targets = builtInPlugins
      .flatMap(({ resources }) => resources)
      .flatMap(({ links = [] }) => links.map(({ to }) => to))
    expect(targets.length).toBeGreaterThan(40)
    expect(targets.filter((to) => !there.has(nameOf(to)) && !BUILT_IN.has(to.group))).toEqual([])
  })
})

const BUILT_IN: ReadonlySet<string> = new Set(['core', 'apps', 'autoscaling', 'storage.k8s.io'])

function nameOf({
  group,
  resource,
}: {
  readonly group: string
  readonly resource: string
}): string {
  return `${resource}.${group}`
}

/** A column of the same name is the definition's; the plugin's steps back, so it may only repeat it for older versions. */
function isElsewhere({ columns }: RealCrd, name: string, jsonPath: string): boolean {
  return !columns.some(
    (one) => one.name.toLowerCase() === name.toLowerCase() && one.jsonPath === jsonPath,
  )
}
