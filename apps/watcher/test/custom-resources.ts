import { builtInPlugins } from '@argus/plugins/built-in'

/** A column as a CustomResourceDefinition declares it. */
export interface DeclaredColumn {
  readonly name: string
  readonly type: string
  readonly jsonPath: string
}

interface Definition {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec: object
}

const AGE = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }

/** The resources of both plugins that the tests follow: those that are followed on every cluster. */
export const RESOURCES = builtInPlugins
  .filter(({ id }) => id === 'prometheus' || id === 'calico')
  .flatMap(({ resources }) => resources)
  .filter(({ expected }) => expected)

/** The definition of a plugin's resource, with any spec and status. */
export function definition(
  resource: string,
  columns: readonly DeclaredColumn[] = [AGE],
  version = 'v1',
): Definition {
  const found = RESOURCES.find((one) => one.resource === resource)
  if (found === undefined) throw new Error(`no plugin names ${resource}`)
  const { group, kind, namespaced } = found
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
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } },
          additionalPrinterColumns: columns,
        },
      ],
    },
  }
}

/** An object of a plugin's resource. */
export function custom(
  resource: string,
  name: string,
  rest: Readonly<Record<string, unknown>> = {},
): object {
  const found = RESOURCES.find((one) => one.resource === resource)
  if (found === undefined) throw new Error(`no plugin names ${resource}`)
  const { group, kind, namespaced } = found
  const { metadata, ...others } = { metadata: {}, ...rest }
  return {
    apiVersion: `${group}/v1`,
    kind,
    metadata: { name, ...(namespaced ? { namespace: 'shop' } : {}), ...metadata },
    spec: {},
    ...others,
  }
}
