import type { OpenApiDocument } from '@argus/contracts/openapi'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

import type { Answer } from '../client.ts'
import { ECHO } from './schema-values.ts'

interface Asked {
  readonly method: string
  /** The path as the document writes it. */
  readonly template: string
}

/** What is wrong with an answer, by the document that describes it; nothing, if nothing is. */
export type Judge = (asked: Asked, answer: Answer) => readonly string[]

/** Judges answers by a document: status, media type, body, headers, and what no answer may give away. */
export function createJudge(document: OpenApiDocument): Judge {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, unicodeRegExp: false })
  ajv.addSchema({ $id: 'argus:document', ...document })
  const compiled = new Map<string, ValidateFunction>()
  const validatorAt = (pointer: string): ValidateFunction => {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `argus:document#${pointer}` })
    compiled.set(pointer, validate)
    return validate
  }
  return ({ method, template }, answer) => {
    const { status, text } = answer
    const described = document.paths[template]?.[method.toLowerCase()]?.responses[status]
    if (status >= 500) return [`status ${status}`]
    if (described === undefined) return [`status ${status} is not in the document`]
    const type = answer.headers.get('content-type')?.split(';')[0]
    const types = Object.keys(described.content ?? {})
    if (types.length === 0) return text === '' || status === 302 ? always(answer) : ['a body']
    if (type === undefined || !types.includes(type)) return [`media type ${String(type)}`]
    if (type === 'application/x-ndjson') return [...lines(text), ...always(answer)]
    if (type !== 'application/json') return always(answer)
    const pointer = ['paths', template, method.toLowerCase(), 'responses', status, 'content', type]
    const validate = validatorAt(
      `${pointer.map((part) => `/${escaped(String(part))}`).join('')}/schema`,
    )
    return [
      ...(validate(answer.json()) ? [] : [`body: ${ajv.errorsText(validate.errors)}`]),
      ...always(answer),
    ]
  }
}

function lines(text: string): readonly string[] {
  const odd = text.split('\n').filter((line) => line !== '' && !/^\{.*\}$/.test(line))
  return odd.length === 0 ? [] : [`a line that is no JSON object: ${odd[0]}`]
}

/** A JSON pointer as a fragment of an address. */
const escaped = (part: string): string =>
  encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))

/** What holds for every answer, and what an error keeps to itself. */
function always({ status, headers, text }: Answer): readonly string[] {
  const found = [
    ...(headers.get('x-content-type-options') === 'nosniff' ? [] : ['no nosniff']),
    ...(headers.get('content-security-policy')?.includes("default-src 'none'") ? [] : ['no CSP']),
    ...(headers.has('x-powered-by') ? ['x-powered-by'] : []),
    ...(/no-store|public, max-age=\d+/.test(headers.get('cache-control') ?? '') ? [] : ['cached']),
    ...leaks(text, INTERNALS),
  ]
  return status < 400 ? found : [...found, ...leaks(text, SECRETS)]
}

const leaks = (text: string, patterns: Readonly<Record<string, RegExp>>): string[] =>
  Object.entries(patterns).flatMap(([what, pattern]) => (pattern.test(text) ? [what] : []))

/** In no answer at all, whatever came in. */
const INTERNALS: Readonly<Record<string, RegExp>> = {
  'a stack': /\n {4}at |node_modules|node:internal|\.ts:\d+/,
  SQL: /\b(insert into|delete from|select .{1,80} from|update .{1,80} set)\b|violates .* constraint|syntax error at|invalid (byte sequence|input syntax)|relation "/i,
  'a password hash': /\$argon2id\$|\$2[aby]\$\d\d\$/,
  'a private key': /PRIVATE KEY-----|"d":"[A-Za-z0-9_-]{43}"/,
  'a name of our insides': /\b(ZodError|kysely|QueryFailed|TypeError|RangeError)\b/,
}

/** In no answer that refuses. */
const SECRETS: Readonly<Record<string, RegExp>> = {
  'a token': /eyJ[A-Za-z0-9_-]{8,}\./,
  'what came in': new RegExp(ECHO),
}
