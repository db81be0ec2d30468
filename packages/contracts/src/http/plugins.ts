import { z } from 'zod'

import type { Endpoint } from '../endpoint.ts'
import { pluginsAnswerSchema } from '../plugin-manifest.ts'
import { clusterId } from '../topic.ts'

/** `PUT /api/clusters/{id}/plugins/{plugin}`, and what it answers. */
const pluginSwitchSchema = z.strictObject({ enabled: z.boolean() })

/** Which plugins there are, and which cluster follows which. */
export const pluginsEndpoints = {
  list: {
    method: 'get',
    path: '/api/plugins',
    summary:
      'All plugins: which kinds they follow, how these are shown, and which clusters have them',
    access: { type: 'session' },
    answers: { 200: pluginsAnswerSchema },
    refusals: ['not_allowed'],
  },
  switch: {
    method: 'put',
    path: '/api/clusters/{id}/plugins/{plugin}',
    summary:
      'Whether a cluster follows the kinds of a plugin; what it follows no more is taken from every reader',
    access: {
      type: 'session',
      permission: { resource: 'plugins', verb: 'update', anywhere: true },
    },
    params: z.strictObject({ id: clusterId, plugin: z.string().min(1).max(63) }),
    body: pluginSwitchSchema,
    answers: { 200: pluginSwitchSchema },
    refusals: ['not_found'],
  },
} as const satisfies Record<string, Endpoint>
