import { z } from 'zod'

import { fieldPath, healthRuleSchema } from './health-rule.ts'
import { pluginSummarySchema, type OwnKind } from './plugin-summary.ts'
import { columnSchema } from './row.ts'
import { clusterId, groupName, resourceName } from './topic.ts'

/** A column that the cluster's own definition does not have, and where its cell is found, in Kubernetes' JSONPath. */
const pluginColumnSchema = z.strictObject({
  ...columnSchema.shape,
  priority: z.int().default(0),
  jsonPath: z.string().min(1).max(1_024),
})
export type PluginColumn = z.infer<typeof pluginColumnSchema>

/**
 * An object names another one: the values at `from` are names of objects of `to`, in its own namespace or in that which
 * stands at `namespace`. With `when`, only where that field says so.
 */
const kindLinkSchema = z.strictObject({
  from: fieldPath,
  to: z.strictObject({ group: groupName, resource: resourceName }),
  namespace: fieldPath.optional(),
  when: z.strictObject({ field: fieldPath, is: z.string() }).optional(),
})
export type KindLink = z.infer<typeof kindLinkSchema>

/** A resource of a plugin: what it is, and how it is presented. */
export const pluginResourceSchema = z.strictObject({
  group: groupName,
  resource: resourceName,
  kind: z.string().min(1).max(128),
  namespaced: z.boolean(),
  /** Followed on every cluster, and shown as absent where it is not. Anything else is followed where it is defined. */
  expected: z.boolean().optional(),
  columns: z.array(pluginColumnSchema).max(32).optional(),
  health: healthRuleSchema.optional(),
  links: z.array(kindLinkSchema).max(32).optional(),
})
export type PluginResource = z.infer<typeof pluginResourceSchema>

const manifestFields = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes'),
  name: z.string().min(1).max(64),
  description: z.string().max(512),
  docs: z.url({ protocol: /^https$/ }),
  /** The path data of an SVG on a grid of 24, drawn in strokes of one width. */
  icon: z
    .string()
    .max(2_000)
    .regex(/^[MmLlHhVvCcSsQqTtAaZz\d\s.,-]+$/, 'must be the path data of an SVG')
    .optional(),
  resources: z.array(pluginResourceSchema).min(1).max(256),
  summary: pluginSummarySchema.optional(),
})

/**
 * A plugin is data: which resources to follow on the clusters that have them, and how to present them. What its summary
 * speaks of is among them.
 */
export const pluginManifestSchema = manifestFields.superRefine(
  ({ resources, summary }, context) => {
    const named = [
      ...(summary?.charts ?? []).flatMap(({ of }, chart) =>
        of.map((kind, at): NamedKind => [kind, ['charts', chart, 'of', at]]),
      ),
      ...(summary?.attention === undefined
        ? []
        : [[summary.attention.of, ['attention', 'of']] satisfies NamedKind]),
    ]
    for (const [{ group, resource }, path] of named)
      if (!resources.some((own) => own.group === group && own.resource === resource))
        context.addIssue({
          code: 'custom',
          path: ['summary', ...path],
          message: `${resource}.${group} is no resource of this plugin`,
        })
  },
)
type NamedKind = readonly [OwnKind, readonly (string | number)[]]
export type PluginManifest = z.infer<typeof pluginManifestSchema>

/** What is wrong with an operator's own manifest, and where. Lines count from 1. */
const refusedManifestSchema = z.object({
  file: z.string(),
  line: z.int().positive(),
  reason: z.string(),
})

/**
 * `GET /api/plugins`. `clusters`: those the reader may know of; `present` is whether the cluster defines anything of the
 * plugin, `enabled` whether it is followed there. `refused` is told to those who may see how plugins are set up.
 */
export const pluginsAnswerSchema = z.object({
  plugins: z.array(
    manifestFields.extend({
      source: z.enum(['built-in', 'file']).default('built-in'),
      clusters: z
        .array(z.object({ id: clusterId, present: z.boolean(), enabled: z.boolean() }))
        .default([]),
    }),
  ),
  refused: z.array(refusedManifestSchema).default([]),
})
export type PluginsAnswer = z.infer<typeof pluginsAnswerSchema>
/** A plugin, where it comes from, and which clusters have it. */
export type PluginEntry = PluginsAnswer['plugins'][number]
