/** `namespace/name`, or `/name` for a cluster-scoped object: what identifies it inside a Topic. */
export function objectKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`
}

/** The parts of a Key; `namespace` is the empty string for a cluster-scoped object. */
export function parseObjectKey(key: string): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf('/')
  return { namespace: key.slice(0, Math.max(slash, 0)), name: key.slice(slash + 1) }
}
