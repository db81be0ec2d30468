import { z } from 'zod'

/** A resource that the server serves, built in or defined by a CRD. */
export interface ResourceDefinition {
  readonly group: string
  readonly resource: string
  readonly kind: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly namespaced: boolean
  /** Built-in kinds carry no type in the items of a list. */
  readonly builtIn: boolean
  readonly versions: readonly ServedVersion[]
}

export interface ServedVersion {
  readonly name: string
  readonly storage: boolean
  readonly statusSubresource: boolean
}

/** `group/resource`: names a resource whatever its version. */
export function resourceId({ group, resource }: { group: string; resource: string }): string {
  return `${group}/${resource}`
}

export function apiVersionOf(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`
}

export const CRD_RESOURCE = 'apiextensions.k8s.io/customresourcedefinitions'

/** The kinds that stand without a definition: enough to live in namespaces and to be watched as core kinds. */
export const BUILT_IN: readonly ResourceDefinition[] = [
  builtIn('', { resource: 'namespaces', kind: 'Namespace', shortNames: ['ns'] }, false),
  builtIn('', { resource: 'nodes', kind: 'Node', shortNames: ['no'] }, false),
  builtIn('', { resource: 'pods', kind: 'Pod', shortNames: ['po'] }),
  builtIn('', { resource: 'configmaps', kind: 'ConfigMap', shortNames: ['cm'] }),
  builtIn('', { resource: 'secrets', kind: 'Secret' }),
  builtIn('', { resource: 'services', kind: 'Service', shortNames: ['svc'] }),
  builtIn('apps', { resource: 'deployments', kind: 'Deployment', shortNames: ['deploy'] }),
  builtIn('networking.k8s.io', {
    resource: 'networkpolicies',
    kind: 'NetworkPolicy',
    shortNames: ['netpol'],
  }),
  builtIn(
    'apiextensions.k8s.io',
    {
      resource: 'customresourcedefinitions',
      kind: 'CustomResourceDefinition',
      shortNames: ['crd', 'crds'],
    },
    false,
  ),
]

function builtIn(
  group: string,
  names: {
    readonly resource: string
    readonly kind: string
    readonly shortNames?: readonly string[]
  },
  namespaced = true,
): ResourceDefinition {
  const { resource, kind, shortNames = [] } = names
  return {
    group,
    resource,
    kind,
    singular: kind.toLowerCase(),
    shortNames,
    namespaced,
    builtIn: true,
    versions: [{ name: 'v1', storage: true, statusSubresource: true }],
  }
}

/** As much of a CustomResourceDefinition as serving its resource needs. */
export const crdSchema = z.looseObject({
  spec: z.looseObject({
    group: z.string(),
    scope: z.enum(['Namespaced', 'Cluster']),
    names: z.looseObject({
      plural: z.string(),
      kind: z.string(),
      singular: z.string().optional(),
      shortNames: z.array(z.string()).optional(),
    }),
    versions: z
      .array(
        z.looseObject({
          name: z.string(),
          served: z.boolean(),
          storage: z.boolean(),
          subresources: z.looseObject({ status: z.unknown() }).partial().optional(),
        }),
      )
      .min(1),
  }),
})

/** What a CustomResourceDefinition defines; throws on one that defines nothing. */
export function definitionOf(crd: unknown): ResourceDefinition {
  const { spec } = crdSchema.parse(crd)
  return {
    group: spec.group,
    resource: spec.names.plural,
    kind: spec.names.kind,
    singular: spec.names.singular ?? spec.names.kind.toLowerCase(),
    shortNames: spec.names.shortNames ?? [],
    namespaced: spec.scope === 'Namespaced',
    builtIn: false,
    versions: spec.versions
      .filter(({ served }) => served)
      .map(({ name, storage, subresources }) => ({
        name,
        storage,
        statusSubresource: subresources?.status !== undefined,
      })),
  }
}
