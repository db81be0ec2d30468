/** A custom resource that the journeys define and use. */
export interface Kind {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly kind: string
  readonly namespaced: boolean
}

const prometheus = { group: 'monitoring.coreos.com', version: 'v1', namespaced: true }

export const SERVICE_MONITORS: Kind = {
  ...prometheus,
  resource: 'servicemonitors',
  kind: 'ServiceMonitor',
}
export const POD_MONITORS: Kind = { ...prometheus, resource: 'podmonitors', kind: 'PodMonitor' }
export const PROMETHEUS_RULES: Kind = {
  ...prometheus,
  resource: 'prometheusrules',
  kind: 'PrometheusRule',
}
export const IP_POOLS: Kind = {
  group: 'crd.projectcalico.org',
  version: 'v1',
  resource: 'ippools',
  kind: 'IPPool',
  namespaced: false,
}

/** Its definition, as small as an API server takes it: any spec and status, a column that shows `spec.step`. */
export function definitionOf({ group, version, resource, kind, namespaced }: Kind): object {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${resource}.${group}` },
    spec: {
      group,
      scope: namespaced ? 'Namespaced' : 'Cluster',
      names: { plural: resource, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } },
          },
          additionalPrinterColumns: [
            { name: 'Step', type: 'integer', jsonPath: '.spec.step' },
            { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
          ],
        },
      ],
    },
  }
}

export interface Named {
  readonly name: string
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, string>>
}

/** An object of the kind; `step` tells its states apart. */
export function objectOf(
  { group, version, kind }: Kind,
  metadata: Named,
  spec: Readonly<Record<string, unknown>>,
): object {
  return { apiVersion: `${group}/${version}`, kind, metadata, spec }
}
