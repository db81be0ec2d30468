/** An object as the simulation writes it; the cluster adds uid, versions and times of its own. */
export interface SimulatedObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: SimulatedMetadata
  readonly spec?: Readonly<Record<string, unknown>>
  readonly status?: Readonly<Record<string, unknown>>
}

export interface SimulatedMetadata {
  readonly name: string
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly finalizers?: readonly string[]
  readonly ownerReferences?: readonly OwnerReference[]
  readonly managedFields?: readonly unknown[]
}

export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller: boolean
}

/** Names one object, whatever its version. */
export interface ObjectRef {
  readonly group: string
  readonly resource: string
  readonly namespace?: string
  readonly name: string
}

/** Where the simulation writes: a cluster whose objects it may change beside its API. */
export interface SimulatedCluster {
  /** Serves a custom resource from now on. */
  defineCrd(crd: object): unknown
  /** Creates or replaces an object, status included, and its namespace where there is none. */
  apply(object: SimulatedObject): { readonly metadata: { readonly uid: string } }
  /** Deletes an object, or marks it for deletion while finalizers hold it; nothing where it is gone already. */
  delete(ref: ObjectRef): unknown
}
