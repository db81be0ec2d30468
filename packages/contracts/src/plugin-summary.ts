import { z } from 'zod'

import { fieldPath } from './health-rule.ts'
import { health } from './row.ts'
import { groupName, resourceName } from './topic.ts'

/** How much a value asks for attention. It is no health: a plugin's own words have these four, and no more. */
export const tone = z.enum(['plain', 'strong', 'busy', 'bad'])
export type Tone = z.infer<typeof tone>

const columnName = z.string().min(1).max(256)
const word = z.string().min(1).max(256)
/** What is counted, and where it stands in the object: by this the explorer filters. A column of the manifest has it. */
const ofColumn = { column: columnName, path: fieldPath.optional() }

/** A kind of the same manifest. */
export const ownKindSchema = z.strictObject({ group: groupName, resource: resourceName })
export type OwnKind = z.infer<typeof ownKindSchema>

/** A span of days that ends before `below`. */
const dayStepSchema = z.strictObject({
  below: z.int().positive().max(100_000),
  tone: tone.default('plain'),
})

/** Days go by: what ends first stands first. */
const daySteps = z
  .array(dayStepSchema)
  .min(1)
  .max(12)
  .refine(
    (steps) => steps.every(({ below }, at) => at === 0 || below > (steps[at - 1]?.below ?? 0)),
    {
      message: 'each must be more days than the one before',
    },
  )

/**
 * Into which heaps objects are sorted. `days-left`: by the time until the moment in a column, what is past first.
 * `value`: by what stands in a column, the most frequent first. `phase`: by what stands in a column, in the order that
 * is given, those without an object too. `kind`, `health`: by these. `scope`: of a namespace, or of the whole cluster.
 */
export const bucketingSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('days-left'), ...ofColumn, steps: daySteps }),
  z.strictObject({
    by: z.literal('value'),
    ...ofColumn,
    tones: z.record(word, tone).optional(),
  }),
  z.strictObject({
    by: z.literal('phase'),
    ...ofColumn,
    phases: z
      .array(z.strictObject({ value: word, tone: tone.default('plain') }))
      .min(1)
      .max(16),
  }),
  z.strictObject({ by: z.literal('kind') }),
  z.strictObject({ by: z.literal('health') }),
  z.strictObject({ by: z.literal('scope') }),
])
export type Bucketing = z.infer<typeof bucketingSchema>

/** Objects of some kinds, counted by one bucketing, or by two as a table. */
const chartSchema = z.strictObject({
  title: z.string().min(1).max(80),
  of: z.array(ownKindSchema).min(1).max(16),
  rows: bucketingSchema,
  columns: bucketingSchema.optional(),
})
export type SummaryChart = z.infer<typeof chartSchema>

/** Which objects want a person: those with few days left, those with a word in a column, or those in some health. */
const attentionRuleSchema = z.union([
  z.strictObject({ ...ofColumn, daysLeftBelow: z.int().positive().max(100_000) }),
  z.strictObject({ ...ofColumn, is: z.array(word).min(1).max(16) }),
  z.strictObject({ health: z.array(health).min(1) }),
])
export type AttentionRule = z.infer<typeof attentionRuleSchema>

const attentionSchema = z.strictObject({
  title: z.string().min(1).max(80),
  /** What is in the list, as one would say it: `certificates with less than 14 days left`. */
  hint: z.string().min(1).max(160),
  of: ownKindSchema,
  where: attentionRuleSchema,
  /** Columns of the kind that are shown beside health, name and place. */
  columns: z.array(columnName).max(4).optional(),
})
export type Attention = z.infer<typeof attentionSchema>

/** What the page of a plugin shows beside how many objects are well. */
export const pluginSummarySchema = z.strictObject({
  charts: z.array(chartSchema).max(4).default([]),
  attention: attentionSchema.optional(),
})
export type PluginSummary = z.infer<typeof pluginSummarySchema>
