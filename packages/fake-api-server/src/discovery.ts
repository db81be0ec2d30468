import { type ResourceDefinition, apiVersionOf } from './resource-definition.ts'
import { notFound } from './status-error.ts'

const VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch']

/** `/api` and `/apis` in the aggregated form: every group, version and resource in one document. */
export function aggregatedDiscovery(definitions: readonly ResourceDefinition[]): unknown {
  const items = groupNames(definitions).map((group) => ({
    metadata: { name: group },
    versions: versionNames(definitions, group).map((version) => ({
      version,
      freshness: 'Current',
      resources: servedIn(definitions, group, version).map((d) => ({
        resource: d.resource,
        responseKind: { group: '', version: '', kind: d.kind },
        scope: d.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: d.singular,
        verbs: VERBS,
        shortNames: d.shortNames,
      })),
    })),
  }))
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items,
  }
}

/** `/api` in the older form. */
export function coreVersions(): unknown {
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }
}

/** `/apis` in the older form. */
export function groupList(definitions: readonly ResourceDefinition[]): unknown {
  const named = groupNames(definitions).filter((group) => group !== '')
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: named.map((g) => groupOf(definitions, g)),
  }
}

/** `/apis/{group}`. */
export function groupDocument(definitions: readonly ResourceDefinition[], group: string): unknown {
  if (!groupNames(definitions).includes(group)) throw notFound(`the group ${group}`)
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(definitions, group) }
}

/** `/api/v1` or `/apis/{group}/{version}`. */
export function resourceList(
  definitions: readonly ResourceDefinition[],
  group: string,
  version: string,
): unknown {
  const served = servedIn(definitions, group, version)
  if (served.length === 0) throw notFound(`the version ${apiVersionOf(group, version)}`)
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf(group, version),
    resources: served.map((d) => ({
      name: d.resource,
      singularName: d.singular,
      namespaced: d.namespaced,
      kind: d.kind,
      verbs: VERBS,
      shortNames: d.shortNames,
    })),
  }
}

function groupOf(definitions: readonly ResourceDefinition[], group: string) {
  const versions = versionNames(definitions, group).map((version) => ({
    groupVersion: apiVersionOf(group, version),
    version,
  }))
  return { name: group, versions, preferredVersion: versions[0] }
}

function groupNames(definitions: readonly ResourceDefinition[]): readonly string[] {
  return [...new Set(definitions.map(({ group }) => group))]
}

function versionNames(
  definitions: readonly ResourceDefinition[],
  group: string,
): readonly string[] {
  const inGroup = definitions.filter((d) => d.group === group)
  return [...new Set(inGroup.flatMap(({ versions }) => versions.map(({ name }) => name)))]
}

function servedIn(definitions: readonly ResourceDefinition[], group: string, version: string) {
  return definitions.filter(
    (d) => d.group === group && d.versions.some(({ name }) => name === version),
  )
}
