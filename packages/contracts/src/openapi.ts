import { z } from 'zod'

import type { Access, Answer, Endpoint } from './endpoint.ts'
import { errorBodySchema, type RefusalCode } from './refusal-code.ts'

export interface OpenApiOptions {
  readonly title: string
  readonly description: string
  readonly version: string
  /** The HTTP status of a refusal, as the service answers it. */
  readonly statusOf: (code: RefusalCode) => number
}

/** An OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1.html), as far as we write one. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: { readonly title: string; readonly description: string; readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly securitySchemes: Readonly<Record<string, object>>
  }
}

export interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description: string
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required: true; readonly content: Content }
  readonly responses: Readonly<Record<string, Response>>
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly schema: Schema
}

export interface Response {
  readonly description: string
  readonly headers?: Readonly<Record<string, object>>
  readonly content?: Content
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>
export type Schema = z.core.JSONSchema.BaseSchema

const MEDIA_TYPES = {
  json: 'application/json',
  'json-lines': 'application/x-ndjson',
  page: 'text/html',
} as const

/** The document of these calls: the same for the same calls, in whatever order they come. */
export function openApiDocument(
  endpoints: readonly Endpoint[],
  options: OpenApiOptions,
): OpenApiDocument {
  const { title, description, version } = options
  const sorted = endpoints.toSorted(
    (a, b) => order(a.path, b.path) || order(methodOrder(a), methodOrder(b)),
  )
  const paths: Record<string, Record<string, Operation>> = {}
  for (const endpoint of sorted) {
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method]: operation(endpoint, options),
    }
  }
  return {
    openapi: '3.1.1',
    info: { title, description, version },
    paths,
    components: {
      schemas: { Error: schemaOf(errorBodySchema, 'output') },
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An access token of five minutes, from a login or a refresh.',
        },
        refreshCookie: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-argus_rt',
          description:
            'The refresh token of the console, instead of `refresh_token` in the body; from the pages of the console alone.',
        },
      },
    },
  }
}

/** Who may make a call, in a sentence. */
export function accessSentence(access: Access): string {
  switch (access.type) {
    case 'public':
      return 'Anybody may make this call.'
    case 'service':
      return 'Other services of Argus may make this call, by the service token.'
    case 'session': {
      const { permission, recent, beforePasswordChange, beforeSecondFactor, loginOnly } = access
      const right =
        permission === undefined
          ? 'Any session may make this call.'
          : `A session may make this call whose user may \`${permission.verb}\` \`argus.internal/${permission.resource}\`${permission.anywhere ? ' in some cluster or namespace at least' : ''}.`
      return [
        right,
        ...(recent ? ['Its user must have proved who they are within the last five minutes.'] : []),
        ...(loginOnly ? ['An API key is not enough for it.'] : []),
        ...(beforePasswordChange ? ['It answers before a given password is replaced, too.'] : []),
        ...(beforeSecondFactor
          ? ['It answers before a second factor that is asked for is enrolled, too.']
          : []),
      ].join(' ')
    }
  }
}

/** Every code a call may be refused with: its own, and what may befall each call of its kind. */
export function refusalsOf(endpoint: Endpoint): readonly RefusalCode[] {
  const { method, access, params, query, body, refusals = [] } = endpoint
  return [
    ...new Set<RefusalCode>([
      ...((params ?? query ?? body) ? (['invalid_request'] as const) : []),
      ...(access.type === 'public' ? [] : (['unauthenticated'] as const)),
      ...(method === 'get' ? [] : (['cross_site'] as const)),
      ...(access.type === 'session' ? ofSession(access) : []),
      ...(body === undefined ? [] : (['too_large', 'unsupported_media_type'] as const)),
      ...refusals,
      'internal',
      'unavailable',
    ]),
  ]
}

function ofSession(access: Extract<Access, { type: 'session' }>): readonly RefusalCode[] {
  return [
    ...(access.beforePasswordChange ? [] : (['password_change_required'] as const)),
    ...(access.beforeSecondFactor ? [] : (['second_factor_required'] as const)),
    ...(access.permission === undefined ? [] : (['not_allowed'] as const)),
    ...(access.recent ? (['step_up_required'] as const) : []),
  ]
}

function operation(endpoint: Endpoint, options: OpenApiOptions): Operation {
  const { summary, access, path, body } = endpoint
  const parameters = [
    ...parametersOf(endpoint.params, 'path'),
    ...parametersOf(endpoint.query, 'query'),
  ]
  return {
    operationId: operationId(endpoint),
    tags: [/^\/api\/([^/]+)/.exec(path)?.[1] ?? 'keys'],
    summary,
    description: accessSentence(access),
    security: securityOf(endpoint),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: { required: true, content: jsonContent(schemaOf(body, 'input')) },
    }),
    responses: { ...answersOf(endpoint), ...errorsOf(endpoint, options) },
  }
}

function securityOf({ access, body }: Endpoint): Operation['security'] {
  if (access.type !== 'public') return [{ bearer: [] }]
  // What takes a refresh token in its body takes it from the cookie as well.
  return body?.shape['refresh_token'] === undefined ? [] : [{}, { refreshCookie: [] }]
}

function parametersOf(schema: z.ZodObject | undefined, where: Parameter['in']): Parameter[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = schemaOf(schema, 'input')
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: required.includes(name),
    schema: typeof property === 'boolean' ? {} : property,
  }))
}

function answersOf({ answers }: Endpoint): Record<string, Response> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [status, responseOf(answer)]),
  )
}

function responseOf(answer: Answer): Response {
  switch (answer) {
    case 'empty':
      return { description: 'Done.' }
    case 'unchanged':
      return {
        description: 'What `If-None-Match` names is still so.',
        headers: { ETag: { required: true, schema: { type: 'string' } } },
      }
    case 'redirect':
      return {
        description: 'Go on there.',
        headers: { Location: { required: true, schema: { type: 'string' } } },
      }
    case 'json-lines':
    case 'page':
      return {
        description: answer === 'page' ? 'A page.' : 'A JSON text a line.',
        content: { [MEDIA_TYPES[answer]]: { schema: { type: 'string' } } },
      }
    default:
      return { description: 'Done.', content: jsonContent(schemaOf(answer, 'output')) }
  }
}

function errorsOf(endpoint: Endpoint, { statusOf }: OpenApiOptions): Record<string, Response> {
  const byStatus = Map.groupBy(refusalsOf(endpoint), statusOf)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: `Refused: ${codes.map((code) => `\`${code}\``).join(', ')}.`,
        ...(codes.some((code) => TEMPORARY.has(code)) && {
          headers: {
            'Retry-After': {
              description: 'In how many seconds to ask again.',
              schema: { type: 'integer', minimum: 0 },
            },
          },
        }),
        content: jsonContent({
          $ref: '#/components/schemas/Error',
          properties: { code: { enum: [...codes] } },
        }),
      },
    ]),
  )
}

/** Refusals that say when to ask again. */
const TEMPORARY: ReadonlySet<RefusalCode> = new Set([
  'unavailable',
  'too_many',
  'behind',
  'not_followed',
  'authorization_pending',
  'slow_down',
])

const jsonContent = (schema: Schema): Content => ({ [MEDIA_TYPES.json]: { schema } })

/** In an answer every object is closed; what comes in is as strict as its contract says. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const { $schema: _, '~standard': __, ...rest } = z.toJSONSchema(schema, { io })
  return rest
}

/** `GET /api/users/{id}` is `getApiUsersById`. */
function operationId({ method, path }: Endpoint): string {
  const words = path
    .replaceAll('{', 'by/')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
  return [method, ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('')
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

const methodOrder = ({ method }: Endpoint): string => String(METHODS.indexOf(method))

/** Not by the reader's language: a generated page is the same everywhere. */
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
