import type { z } from 'zod'

import type { Verb } from './grant.ts'
import type { RefusalCode } from './refusal-code.ts'

/**
 * One call of a service, said once: the service parses by it, its documents are generated from it. Unknown fields of
 * what comes in are refused, so its schemas are strict objects.
 */
export interface Endpoint {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Each parameter in braces: `/api/users/{id}`. */
  readonly path: `/${string}`
  /** A sentence for the reader of the documents. */
  readonly summary: string
  readonly access: Access
  readonly params?: z.ZodObject
  /** Fields of the query; all of them arrive as text. */
  readonly query?: z.ZodObject
  readonly body?: z.ZodObject
  /** What success looks like, by status. */
  readonly answers: Readonly<Record<number, Answer>>
  /** Why it may be refused, beyond what may befall every call of its kind. */
  readonly refusals?: readonly RefusalCode[]
}

/** A body of JSON, or what else an answer may be; `unchanged`: what the caller has already is still so. */
export type Answer = z.ZodType | 'empty' | 'unchanged' | 'redirect' | 'json-lines' | 'page'

/** Who may make a call. There is no default: what does not say it is not served. */
export type Access =
  | { readonly type: 'public' }
  /** Another service, by the service token; on the internal port only. */
  | { readonly type: 'service' }
  | SessionAccess

export interface SessionAccess {
  readonly type: 'session'
  /** What the caller must be allowed to do in the group `argus.internal`; without it any Session is enough. */
  readonly permission?: AdministrationPermission
  /** The user must have proved who they are within the last five minutes, which an API key cannot. */
  readonly recent?: true
  /** For people: an API key is refused. */
  readonly loginOnly?: true
  /** Answers also while a password that somebody else chose has not been replaced. */
  readonly beforePasswordChange?: true
  /** Answers also while a second factor that the installation asks for has not been enrolled. */
  readonly beforeSecondFactor?: true
}

export interface AdministrationPermission {
  readonly resource:
    | 'users'
    | 'roles'
    | 'sessions'
    | 'api-keys'
    | 'audit-log'
    | 'signing-keys'
    | 'clusters'
    | 'plugins'
  readonly verb: Exclude<Verb, '*'>
  /** A grant that holds in one cluster or namespace is enough to ask; the call itself looks at what it reaches. */
  readonly anywhere?: true
}

export type ParamsOf<E extends Endpoint> = Part<E, 'params'>
export type QueryOf<E extends Endpoint> = Part<E, 'query'>
export type BodyOf<E extends Endpoint> = Part<E, 'body'>

type Part<E, Name extends string> = E extends { readonly [N in Name]: infer S extends z.ZodType }
  ? z.infer<S>
  : undefined
