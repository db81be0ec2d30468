import { CORE_GROUP } from '@argus/contracts/topic'

import { createProjector, type Projector } from './project.ts'
import type { ProjectorShape } from './topic-shape.ts'

/** Whose objects are projected, and in which form they are asked for. */
export interface ProjectedTopic {
  /** The empty group is written `core`. */
  readonly group: string
  readonly version: string
  readonly form: 'whole' | 'metadata'
  readonly projector: ProjectorShape
}

/**
 * The projector of a Topic: of whole objects, or of their metadata and nothing else of them, whatever came: a server that
 * sends a whole object in spite of what was asked for is not to decide what is shown. Throws as `createProjector`.
 */
export function topicProjector({ group, version, form, projector }: ProjectedTopic): Projector {
  const project = createProjector(projector)
  if (form === 'whole') return project
  const apiVersion = group === CORE_GROUP ? version : `${group}/${version}`
  return metadataOnly(project, { apiVersion, kind: projector.kind })
}

function metadataOnly(
  project: Projector,
  type: { readonly apiVersion: string; readonly kind: string },
): Projector {
  return (given) => {
    const metadata = typeof given === 'object' && given !== null && 'metadata' in given
    const object = { ...type, ...(metadata && { metadata: given.metadata }) }
    return project(object, Buffer.from(JSON.stringify(object)))
  }
}
