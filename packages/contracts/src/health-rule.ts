import { z } from 'zod'

/**
 * Where values stand in an object: the names of fields from the top, those that are no plain words in `['…']`, and `[*]`
 * for every item of a list.
 */
export const fieldPath = z
  .string()
  .max(256)
  .regex(
    /^\.[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\['[^'\]]+'\]|\[\*\])*$/,
    "must be fields such as .status.phase, .spec.items[*].name or .metadata.annotations['a.io/b']",
  )

/**
 * What a condition says of health. `good`: True is well, and anything else not yet. `needed`: True says nothing, False
 * has failed. `bad`: True has failed. `moving`: True is under way, or held back. `silent`: it says nothing.
 */
export const polarity = z.enum(['good', 'needed', 'bad', 'moving', 'silent'])
export type Polarity = z.infer<typeof polarity>

const words = z.array(z.string().min(1).max(256)).min(1)

/** A field whose words tell of health. A word that stands nowhere here says nothing; a boolean is `true` or `false`. */
export const healthFieldSchema = z.strictObject({
  path: fieldPath,
  current: words.optional(),
  inProgress: words.optional(),
  failed: words.optional(),
  /** Where the object says why. */
  reason: fieldPath.optional(),
})
export type HealthField = z.infer<typeof healthFieldSchema>

/**
 * What is known of the health of a kind beyond what its conditions say to everybody: types of conditions that mean
 * something else than their names, and fields that are no conditions. The worst of all that is said counts.
 */
export const healthRuleSchema = z.strictObject({
  conditions: z.record(z.string().min(1).max(316), polarity).optional(),
  fields: z.array(healthFieldSchema).max(16).optional(),
})
export type HealthRule = z.infer<typeof healthRuleSchema>
