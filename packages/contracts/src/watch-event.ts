import { z } from 'zod'

/** Kubernetes' own words for what happened to one object. ADDED and MODIFIED both mean upsert to a reader. */
export const watchEventType = z.enum(['ADDED', 'MODIFIED', 'DELETED'])
export type WatchEventType = z.infer<typeof watchEventType>
