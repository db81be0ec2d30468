import { columnSchema } from '@argus/contracts/row'
import type { TopicShape } from '@argus/contracts/record'
import { topicState, type TopicStatus } from '@argus/contracts/topic-status'
import { z } from 'zod'

import type { TopicMeta, TopicStats } from './topic-log.ts'

/** The fields of a Topic's `meta`, in the order in which they are read. */
export const META_FIELDS = [
  'epoch',
  'seq',
  'floor',
  'time',
  'state',
  'since',
  'reason',
  'kind',
  'namespaced',
  'columns',
  'hash',
  'objects',
  'lag',
  'relists',
  'replica',
] as const

/** As many of them as a check compares with what is held, in the order in which they are read. */
export const GLANCE_FIELDS = ['epoch', 'seq', 'state', 'since', 'reason', 'hash'] as const

type Field = (typeof META_FIELDS)[number]
export type FieldValues = Partial<Record<Field, string>>

/** What `meta` holds, and the time of its newest change, which a batch that was put together from rows is given. */
export interface StoredMeta extends TopicMeta {
  readonly time: number
}

/** What a check sees of `meta`: `hash` is that of its shape. */
export interface Glance extends Pick<StoredMeta, 'position' | 'status'> {
  readonly hash: string | undefined
}

/** Reads the values of `META_FIELDS`; `undefined` where nothing was written yet. Throws where they make no sense. */
export function parseMeta(values: readonly (string | null)[]): StoredMeta | undefined {
  const fields = named(META_FIELDS, values)
  if (fields['epoch'] === undefined) return undefined
  const { epoch, seq, floor, time } = placeSchema.parse(fields)
  const shape = shapeFields.parse(fields)
  return {
    position: { epoch, seq },
    floor,
    time,
    status: statusFields.parse(fields),
    shape: shape.hash === undefined ? undefined : { ...shape, hash: shape.hash },
    stats: fields['replica'] === undefined ? undefined : statsFields.parse(fields),
  }
}

/** Reads the values of `GLANCE_FIELDS`, in the same way. */
export function parseGlance(values: readonly (string | null)[]): Glance | undefined {
  const fields = named(GLANCE_FIELDS, values)
  if (fields['epoch'] === undefined) return undefined
  return {
    position: positionFields.parse(fields),
    status: statusFields.parse(fields),
    hash: fields['hash'],
  }
}

function named(names: readonly Field[], values: readonly (string | null)[]): FieldValues {
  const fields: FieldValues = {}
  for (const [i, name] of names.entries()) {
    const value = values[i]
    if (value !== null && value !== undefined) fields[name] = value
  }
  return fields
}

const count = z.coerce.number().int().nonnegative()

const positionFields = z.object({ epoch: z.string(), seq: count })

const placeSchema = positionFields.extend({
  floor: count,
  time: z.coerce.number().default(0),
})

const statusFields = z
  .object({
    state: topicState,
    since: z.coerce.number(),
    reason: z.string().default(''),
  })
  .transform(({ state, since, reason }): TopicStatus =>
    reason === '' ? { state, since } : { state, since, reason },
  )

const shapeFields = z.object({
  kind: z.string().default(''),
  namespaced: z.stringbool().default(true),
  columns: z
    .string()
    .default('[]')
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(columnSchema)),
  hash: z.string().optional(),
})

const statsFields = z.object({
  objects: count,
  lag: z.coerce.number(),
  relists: count,
  replica: z.string(),
})

export function statusValues({ state, since, reason }: TopicStatus): FieldValues {
  return { state, since: String(since), reason: reason ?? '' }
}

export function shapeValues({ kind, namespaced, columns, hash }: TopicShape): FieldValues {
  return { kind, namespaced: String(namespaced), columns: JSON.stringify(columns), hash }
}

export function statsValues({ objects, lag, relists, replica }: TopicStats): FieldValues {
  return { objects: String(objects), lag: String(lag), relists: String(relists), replica }
}
