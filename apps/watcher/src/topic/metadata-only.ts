import type { Projector } from '@argus/projection/project'

/**
 * Projects the metadata of objects and nothing else of them, whatever came: a server that sends a whole object in
 * spite of what was asked for is not to decide what is shown.
 */
export function metadataOnly(
  project: Projector,
  type: { readonly apiVersion: string; readonly kind: string },
): Projector {
  return (given) => {
    const metadata = typeof given === 'object' && given !== null && 'metadata' in given
    const object = { ...type, ...(metadata && { metadata: given.metadata }) }
    return project(object, Buffer.from(JSON.stringify(object)))
  }
}
