import type { Access, Endpoint, SessionAccess } from '@argus/contracts/endpoint'
import { inputOf, type Input } from '@argus/contracts/endpoint-input'

import type { Call, Caller, Reply } from './call.ts'

/** A line of a route table: an Endpoint and what answers it, who may ask being settled before. */
export interface Route {
  readonly endpoint: Endpoint
  readonly answer: (call: Call, doors: Doors) => Promise<Reply>
}

/** What lets a caller in, or throws a Refusal. */
export interface Doors {
  session(call: Call, access: SessionAccess): Promise<Caller>
  /** Told why a call came to nothing whose caller had been let in. */
  refused(caller: Caller, access: SessionAccess, error: unknown): Promise<void>
  service(call: Call): void
}

/** Answers everybody. */
export function open<E extends Endpoint & { readonly access: { readonly type: 'public' } }>(
  endpoint: E,
  handle: (input: Input<E>, call: Call) => Promise<Reply>,
): Route {
  return { endpoint, answer: async (call) => handle(inputOf(endpoint, call), call) }
}

/** Answers whoever has a Session and what else the Endpoint asks of them. */
export function guarded<E extends Endpoint & { readonly access: SessionAccess }>(
  endpoint: E,
  handle: (input: Input<E>, caller: Caller) => Promise<Reply>,
): Route {
  const answer: Route['answer'] = async (call, doors) => {
    const caller = await doors.session(call, endpoint.access)
    try {
      return await handle(inputOf(endpoint, call), caller)
    } catch (error) {
      await doors.refused(caller, endpoint.access, error)
      throw error
    }
  }
  return { endpoint, answer }
}

/** Answers other services of Argus. */
export function internal<
  E extends Endpoint & { readonly access: Extract<Access, { type: 'service' }> },
>(endpoint: E, handle: (input: Input<E>, call: Call) => Promise<Reply>): Route {
  const answer: Route['answer'] = async (call, doors) => {
    doors.service(call)
    return handle(inputOf(endpoint, call), call)
  }
  return { endpoint, answer }
}
