import type { z } from 'zod'

import type { BodyOf, Endpoint, ParamsOf, QueryOf } from './endpoint.ts'

/** What came in, as the Endpoint describes it. */
export interface Input<E extends Endpoint> {
  readonly params: ParamsOf<E>
  readonly query: QueryOf<E>
  readonly body: BodyOf<E>
}

/** The same before it was read. */
type Unread = Readonly<Record<'params' | 'query' | 'body', unknown>>

/** Parses what came in; throws a ZodError. What an Endpoint does not name stays behind. */
export function inputOf<E extends Endpoint>(endpoint: E, call: Unread): Input<E> {
  const part = (schema: z.ZodType | undefined, value: unknown): unknown => schema?.parse(value)
  const input: Record<keyof Input<E>, unknown> = {
    params: part(endpoint.params, call.params),
    query: part(endpoint.query, call.query),
    body: part(endpoint.body, call.body),
  }
  // The schemas are those that the types were inferred from; the compiler cannot follow them through the parameter E.
  return input as Input<E>
}
