import { z } from 'zod'

import type { Endpoint } from '../endpoint.ts'
import { clusterId } from '../topic.ts'

/** A resource that a cluster serves and that can be followed, in the version that is followed or would be. */
const apiResourceSchema = z.object({
  /** The empty group is written `core`. */
  group: z.string(),
  version: z.string(),
  resource: z.string(),
  kind: z.string(),
  namespaced: z.boolean(),
  shortNames: z.array(z.string()),
  /** Every version that is served, the preferred one first. */
  versions: z.array(z.string()),
  /** Whether it is followed now. Whatever else is here begins to be when somebody subscribes to it. */
  followed: z.boolean(),
  plugin: z.string().optional(),
})

/** `GET /api/clusters/{id}/api-resources`, by group and name. */
export const apiResourcesAnswerSchema = z.object({ resources: z.array(apiResourceSchema) })
export type ApiResourcesAnswer = z.infer<typeof apiResourcesAnswerSchema>

/** What of a cluster can be followed. */
export const apiResourcesEndpoints = {
  list: {
    method: 'get',
    path: '/api/clusters/{id}/api-resources',
    summary:
      'Every resource that a cluster serves and that can be followed: those that the caller may list somewhere in it, all of them for who administers it',
    access: { type: 'session' },
    params: z.strictObject({ id: clusterId }),
    answers: { 200: apiResourcesAnswerSchema },
    refusals: ['not_found', 'unavailable'],
  },
} as const satisfies Record<string, Endpoint>
