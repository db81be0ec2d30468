import { z } from 'zod'

/** Health in kstatus' words. `Unknown` is never shown as good. */
export const health = z.enum(['Current', 'InProgress', 'Failed', 'Terminating', 'Unknown'])
export type Health = z.infer<typeof health>

/** One column of a resource, as the cluster's definition names it. `priority` above 0 is hidden at first. */
export const columnSchema = z.object({
  name: z.string().max(256),
  type: z.enum(['string', 'integer', 'number', 'boolean', 'date']),
  format: z.string().max(64).optional(),
  priority: z.int(),
})
export type Column = z.infer<typeof columnSchema>

/**
 * A cell: what the column shows of the object; `null` where the object has nothing there. In a column of type `date`
 * it is in milliseconds since the epoch. An integer beyond doubles is text, with every digit.
 */
export const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type Cell = z.infer<typeof cellSchema>

/** What a list shows of an object. Times are milliseconds since the epoch. */
export const rowSchema = z.object({
  created: z.number(),
  changed: z.number(),
  health,
  healthSince: z.number().nullable(),
  reason: z.string(),
  owners: z.array(z.string()),
  cells: z.array(cellSchema),
})
export type Row = z.infer<typeof rowSchema>
