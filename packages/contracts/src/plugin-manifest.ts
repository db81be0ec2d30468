import { z } from 'zod'

import { groupName, resourceName } from './topic.ts'

/** A plugin is data: which resources to follow on every cluster, and how to present them. */
export const pluginManifestSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  name: z.string().min(1).max(64),
  description: z.string().max(512),
  docs: z.url({ protocol: /^https$/ }),
  resources: z
    .array(
      z.strictObject({
        group: groupName,
        resource: resourceName,
        kind: z.string().min(1).max(128),
        namespaced: z.boolean(),
      }),
    )
    .min(1),
})
export type PluginManifest = z.infer<typeof pluginManifestSchema>

/** `GET /api/plugins`. */
export const pluginsAnswerSchema = z.object({ plugins: z.array(pluginManifestSchema) })
export type PluginsAnswer = z.infer<typeof pluginsAnswerSchema>
