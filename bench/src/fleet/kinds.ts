import type { PluginResource } from '@argus/contracts/plugin-manifest'
import { builtInPlugins } from '@argus/plugins/built-in'

/** So many of the resources that a watcher follows by itself. */
export function followedKinds(count: number): readonly PluginResource[] {
  const kinds = builtInPlugins.flatMap(({ resources }) => resources).slice(0, count)
  if (kinds.length < count) throw new Error(`only ${kinds.length} resources are followed`)
  return kinds
}

/** The definition of a resource, with any spec and status; further columns are what an edit of it changes. */
export function definitionOf(
  { group, resource, kind, namespaced }: PluginResource,
  columns: readonly string[] = [],
): object {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${resource}.${group}` },
    spec: {
      group,
      scope: namespaced ? 'Namespaced' : 'Cluster',
      names: { plural: resource, kind, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } },
          additionalPrinterColumns: [
            { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
            ...columns.map((name) => ({ name, type: 'integer', jsonPath: '.spec.turn' })),
          ],
        },
      ],
    },
  }
}

export const VERSION = 'v1'
const NAMESPACE = 'bench'

/** An object of a resource, of some 1.5 KB. */
export function objectOf(
  { group, kind, namespaced }: PluginResource,
  name: string,
  turn: number,
): object {
  return {
    apiVersion: `${group}/${VERSION}`,
    kind,
    metadata: { name, ...(namespaced ? { namespace: NAMESPACE } : {}), labels: { app: 'bench' } },
    spec: { turn, notes: NOTES },
    status: { conditions: [{ type: 'Ready', status: turn % 9 === 0 ? 'False' : 'True' }] },
  }
}

const NOTES = Array.from(
  { length: 12 },
  (_, i) => `${i} ${'lorem ipsum dolor sit amet '.repeat(4)}`,
)

/** What names an object to its API server. */
export function refOf({ group, resource, namespaced }: PluginResource, name: string) {
  return { group, resource, name, ...(namespaced ? { namespace: NAMESPACE } : {}) }
}

/** What names it in its Topic. */
export function keyOf({ namespaced }: PluginResource, name: string): string {
  return `${namespaced ? NAMESPACE : ''}/${name}`
}
