import { type KubeObject, type ObjectInput, keyOf, objectInput } from './kube-object.ts'
import { type LogEntry, ObjectStore, type WriteOptions } from './object-store.ts'
import {
  BUILT_IN,
  CRD_RESOURCE,
  type ResourceDefinition,
  crdSchema,
  definitionOf,
  resourceId,
} from './resource-definition.ts'
import { badRequest, notFound } from './status-error.ts'

/** Names one object, whatever its version. */
export interface ObjectRef {
  readonly group: string
  readonly resource: string
  readonly namespace?: string
  readonly name: string
}

/** One cluster: its objects, and which resources it serves. CRDs define more of them while it runs. */
export class ClusterState {
  readonly objects: ObjectStore
  readonly #definitions = new Map<string, ResourceDefinition>()
  readonly #redefined = new Set<(resource: string) => void>()

  constructor(historySize: number) {
    this.objects = new ObjectStore(historySize)
    for (const definition of BUILT_IN) this.#definitions.set(resourceId(definition), definition)
    for (const name of ['default', 'kube-system']) this.#createNamespace(name)
  }

  get version(): number {
    return this.objects.version
  }

  get log(): readonly LogEntry[] {
    return this.objects.log
  }

  get definitions(): readonly ResourceDefinition[] {
    return [...this.#definitions.values()]
  }

  definition(group: string, resource: string): ResourceDefinition | undefined {
    return this.#definitions.get(resourceId({ group, resource }))
  }

  /** Calls `listener` with `group/resource` when its definition changed or went: its watches end then. */
  onRedefined(listener: (resource: string) => void): () => void {
    this.#redefined.add(listener)
    return () => this.#redefined.delete(listener)
  }

  /** Creates or replaces a CustomResourceDefinition; the resource is served at once. */
  defineCrd(crd: unknown): ResourceDefinition {
    this.apply(crd)
    return definitionOf(crd)
  }

  /** Creates or replaces an object, status included, and its namespace if there is none. */
  apply(input: unknown): KubeObject {
    const object = objectInput.parse(input)
    const definition = this.#definitionFor(object)
    const { namespace } = object.metadata
    if (definition.namespaced && namespace === undefined) throw badRequest('a namespace is needed')
    if (namespace !== undefined) this.#createNamespace(namespace)
    return this.write(definition, object, {})
  }

  /** Creates the object, or updates the one of that name. */
  write(definition: ResourceDefinition, input: ObjectInput, options: WriteOptions): KubeObject {
    const id = resourceId(definition)
    const exists = this.objects.get(id, keyOf(input.metadata))
    return exists ? this.update(definition, input, options) : this.create(definition, input)
  }

  create(definition: ResourceDefinition, input: ObjectInput): KubeObject {
    const { namespace } = input.metadata
    if (namespace !== undefined && !this.objects.get('/namespaces', `/${namespace}`)) {
      throw notFound(`namespaces "${namespace}"`)
    }
    const id = resourceId(definition)
    if (id !== CRD_RESOURCE) return this.objects.create(id, input)
    const defined = definitionOf(input)
    this.#definitions.set(resourceId(defined), defined)
    return this.objects.create(id, established(input))
  }

  update(definition: ResourceDefinition, input: ObjectInput, options: WriteOptions): KubeObject {
    const id = resourceId(definition)
    if (id !== CRD_RESOURCE) return this.objects.update(id, input, options)
    const defined = definitionOf(input)
    this.#definitions.set(resourceId(defined), defined)
    const before = this.objects.get(id, keyOf(input.metadata))
    const after = this.objects.update(id, established(input), options)
    if (after.metadata.generation !== before?.metadata.generation) {
      this.#announceRedefined(resourceId(defined))
    }
    return after
  }

  /** Deletes an object; with a CRD its objects go too, with a namespace its content. */
  delete({ group, resource, namespace, name }: ObjectRef): KubeObject {
    const id = resourceId({ group, resource })
    const key = keyOf({ namespace, name })
    const object = this.objects.get(id, key)
    if (!object) throw notFound(`${resource} "${key}"`)
    if (id === CRD_RESOURCE) this.#emptyResource(definitionOf(object))
    if (id === '/namespaces') this.#emptyNamespace(name)
    const deleted = this.objects.delete(id, key)
    if (id === CRD_RESOURCE) {
      const gone = resourceId(definitionOf(object))
      this.#definitions.delete(gone)
      this.#announceRedefined(gone)
    }
    return deleted
  }

  /** Forgets all history, as etcd's compaction does: older watches and continue tokens get a 410. */
  compact(): void {
    this.objects.compact()
  }

  #definitionFor({ apiVersion, kind }: ObjectInput): ResourceDefinition {
    const [version = '', group = ''] = apiVersion.split('/').toReversed()
    const found = this.definitions.find(
      (d) =>
        d.group === group && d.kind === kind && d.versions.some(({ name }) => name === version),
    )
    if (!found) throw notFound(`the resource of kind ${kind} in ${apiVersion}`)
    return found
  }

  #createNamespace(name: string): void {
    if (this.objects.get('/namespaces', `/${name}`)) return
    const status = { phase: 'Active' }
    this.objects.create('/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
      status,
    })
  }

  #emptyResource(definition: ResourceDefinition): void {
    const id = resourceId(definition)
    for (const { metadata } of this.objects.list(id)) this.objects.delete(id, keyOf(metadata))
  }

  #emptyNamespace(namespace: string): void {
    for (const definition of this.definitions) {
      const id = resourceId(definition)
      for (const { metadata } of this.objects.list(id)) {
        if (metadata.namespace === namespace) this.objects.delete(id, keyOf(metadata))
      }
    }
  }

  #announceRedefined(resource: string): void {
    this.objects.forget(resource)
    for (const listener of this.#redefined) listener(resource)
  }
}

/** A CRD as a client finds it once the server has accepted its names. */
function established(crd: ObjectInput): ObjectInput {
  const { spec } = crdSchema.parse(crd)
  const condition = (type: string, reason: string) => ({
    type,
    reason,
    status: 'True',
    message: '',
  })
  return {
    ...crd,
    status: {
      acceptedNames: spec.names,
      storedVersions: spec.versions.filter(({ storage }) => storage).map(({ name }) => name),
      conditions: [
        condition('NamesAccepted', 'NoConflicts'),
        condition('Established', 'InitialNamesAccepted'),
      ],
    },
  }
}
