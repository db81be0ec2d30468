import type { KubeObject } from './kube-object.ts'
import { type ResourceDefinition, apiVersionOf } from './resource-definition.ts'

/** In which form objects leave: whole in one version, or their metadata alone. */
export interface Form {
  readonly apiVersion: string
  readonly kind: string
  readonly metadataOnly: boolean
  /** Whether items of a list carry their type. */
  readonly typedItems: boolean
}

/** The form that the path and the Accept header ask for. */
export function formOf(definition: ResourceDefinition, version: string, accept: string): Form {
  return {
    apiVersion: apiVersionOf(definition.group, version),
    kind: definition.kind,
    metadataOnly: /as=PartialObjectMetadata(List)?(;|,|$)/.test(accept),
    typedItems: !definition.builtIn,
  }
}

/** The JSON of one object. */
export function render(object: KubeObject, form: Form): string {
  if (form.metadataOnly) {
    return JSON.stringify({ ...METADATA_TYPE, metadata: object.metadata })
  }
  return JSON.stringify({ ...object, apiVersion: form.apiVersion, kind: form.kind })
}

/** The JSON of one item of a list. */
export function renderItem(object: KubeObject, form: Form): string {
  if (form.metadataOnly || form.typedItems) return render(object, form)
  const { apiVersion: _, kind: __, ...untyped } = object
  return JSON.stringify(untyped)
}

/** What a list is called in this form. */
export function listType({ apiVersion, kind, metadataOnly }: Form): {
  readonly apiVersion: string
  readonly kind: string
} {
  return metadataOnly
    ? { ...METADATA_TYPE, kind: 'PartialObjectMetadataList' }
    : { apiVersion, kind: `${kind}List` }
}

/** What an object is called in this form. */
export function objectType({ apiVersion, kind, metadataOnly }: Form): {
  readonly apiVersion: string
  readonly kind: string
} {
  return metadataOnly ? METADATA_TYPE : { apiVersion, kind }
}

const METADATA_TYPE = { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata' } as const
