import type { Endpoint, ParamsOf, QueryOf } from '@argus/contracts/endpoint'
import { Refusal } from '@argus/contracts/refusal-code'
import type { Request } from 'express'
import { z } from 'zod'

export interface Input<E extends Endpoint> {
  readonly params: ParamsOf<E>
  readonly query: QueryOf<E>
}

/** Reads the address of a call. Throws a Refusal that names what is wrong, and no value. */
export function inputOf<E extends Endpoint>(endpoint: E, request: Request): Input<E> {
  const { originalUrl } = request
  if (originalUrl.length > LONGEST_ADDRESS)
    throw new Refusal('too_large', `The address is longer than ${LONGEST_ADDRESS} characters.`)
  const { params, query } = endpoint
  const input: Record<keyof Input<E>, unknown> = {
    params: part(params, { ...request.params }),
    query: part(query, fieldsOf(originalUrl, query)),
  }
  // The schemas are those that the types were inferred from; the compiler cannot follow them through the parameter E.
  return input as Input<E>
}

function part(schema: z.ZodObject | undefined, fields: Readonly<Record<string, unknown>>): unknown {
  const unknown = Object.keys(fields).find((name) => !Object.hasOwn(schema?.shape ?? {}, name))
  if (unknown !== undefined)
    throw new Refusal(
      'invalid_request',
      `There is no parameter ${JSON.stringify(unknown.slice(0, 64))}. An access token goes in the header Authorization.`,
    )
  const parsed = schema?.safeParse(fields)
  if (parsed === undefined || parsed.success) return parsed?.data
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new Refusal('invalid_request', faults.join('; '))
}

/** What is a list in the contract may come more than once; anything else that does fits nothing. */
function fieldsOf(url: string, schema: z.ZodObject | undefined): Record<string, unknown> {
  const start = url.indexOf('?')
  const search = new URLSearchParams(start < 0 ? '' : url.slice(start))
  const names = [...new Set(search.keys())]
  return Object.fromEntries(
    names.map((name) => {
      const values = search.getAll(name)
      return [name, values.length > 1 || isList(schema?.shape[name]) ? values : values[0]]
    }),
  )
}

function isList(field: unknown): boolean {
  if (field instanceof z.ZodOptional) return isList(field.unwrap())
  return field instanceof z.ZodArray
}

const LONGEST_ADDRESS = 8_192
