import { subscribeSchema } from '@argus/contracts/client-frame'
import { z } from 'zod'

import type { ConnectionView } from './client.ts'
import type { LiveEvent } from './live-event.ts'
import type { StateReport } from './report.ts'

const id = z.number().int().positive()

/**
 * What a tab says to the worker that holds the connection. `lock`: the name of a Web Lock that the tab holds for as
 * long as it lives. `rest` and `wake`: whether anybody sees the tab. `bye`: it leaves on purpose.
 */
export const tabMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), lock: z.string().min(1) }),
  z.object({
    type: z.literal('subscribe'),
    id,
    request: subscribeSchema.omit({ type: true, id: true, from: true }),
  }),
  z.object({ type: z.literal('unsubscribe'), id }),
  z.object({ type: z.literal('token'), ask: id, text: z.string(), expiresAt: z.number() }),
  z.object({
    type: z.literal('no_token'),
    ask: id,
    signedOut: z.boolean(),
    reason: z.string(),
  }),
  z.object({ type: z.enum(['report', 'retry', 'rest', 'wake', 'bye']) }),
])
export type TabMessage = z.infer<typeof tabMessageSchema>

/** What happened to one subscription of a tab since the last batch. */
export interface TabBatch {
  readonly id: number
  readonly events: readonly LiveEvent[]
}

/**
 * What the worker says to a tab. `hello`: the name of a Web Lock that the worker holds for as long as it lives. The content was read by the protocol's schemas when it came from the gateway, in a
 * worker of the very build that the tab is of (its address names its content), so only the envelope is looked at again.
 */
export const workerMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), lock: z.string().min(1) }),
  z.object({ type: z.literal('connection'), view: z.custom<ConnectionView>(isObject) }),
  z.object({ type: z.literal('batches'), batches: z.custom<readonly TabBatch[]>(Array.isArray) }),
  z.object({ type: z.literal('done'), id }),
  z.object({
    type: z.literal('token'),
    ask: id,
    fresh: z.boolean(),
    used: z.string().optional(),
  }),
  z.object({ type: z.literal('report'), report: z.custom<StateReport>(isObject) }),
])
export type WorkerMessage = z.infer<typeof workerMessageSchema>

/** What both ends need of a MessagePort: the browser's and Node's have it. */
export interface TabPort {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  start(): void
  close(): void
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}
