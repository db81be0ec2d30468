import { JSONPathEnvironment, JSONPathError } from 'json-p3'

import { misused } from '../../failure.ts'

const environment = new JSONPathEnvironment()

/** What a path of kubectl's dialect finds below a value, in order. Throws a Failure where it cannot be read. */
export function find(path: string, value: unknown): readonly unknown[] {
  try {
    return standardPaths(path).flatMap((each) => environment.query(each, asJson(value)).values())
  } catch (error) {
    if (!(error instanceof JSONPathError)) throw error
    throw misused(
      `The path ${path} cannot be read: ${error.message}`,
      'As kubectl has it: {.metadata.name}, {.items[*].spec}.',
    )
  }
}

/**
 * The path as RFC 9535 writes it, or as several of them. kubectl's has no `$`, its fields may hold `-`, `/` and escaped dots, and
 * what is quoted in brackets is such a path of its own: `['metadata.name', 'spec']` finds the one, then the other.
 * https://kubernetes.io/docs/reference/kubectl/jsonpath/
 */
function standardPaths(path: string): readonly string[] {
  const inner = path.trim().replace(/^[$@]/, '')
  const segments = [...inner.matchAll(SEGMENT)]
  const length = segments.reduce((sum, [text]) => sum + text.length, 0)
  if (length < inner.length)
    throw misused(
      `The path ${path} cannot be read from "${inner.slice(length)}"`,
      'A field is written .name, an element [0], all of them [*].',
    )
  return segments.reduce<readonly string[]>(
    (paths, [, dots = '', field = '', bracket = '']) => {
      const next = dots === '' ? bracketed(bracket) : [dotted(dots, field)]
      return next.flatMap((segment) => paths.map((before) => before + segment))
    },
    ['$'],
  )
}

/** A field behind one dot or two, or a bracket with whatever is quoted in it. */
const SEGMENT =
  /(\.\.?)((?:\\.|[^\\.[\]\s'"])*)|\[((?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\[[^\]]*\]|[^\]"'])*)\]/gy

function dotted(dots: string, field: string): string {
  const deep = dots === '..' ? '..' : ''
  if (field === '') return deep
  return `${deep}[${field === '*' ? '*' : JSON.stringify(field.replaceAll(/\\(.)/g, '$1'))}]`
}

function bracketed(content: string): readonly string[] {
  const filter = /^\?\s*\(([\s\S]*)\)$/.exec(content.trim())?.[1]
  if (filter !== undefined) return [`[?(${inFilter(filter)})]`]
  const quoted = [...content.matchAll(/'((?:\\.|[^'\\])*)'/g)].map(([, path = '']) => path)
  if (quoted.length === 0) return [`[${content}]`]
  return quoted.flatMap((path) => standardPaths(`.${path}`).map((each) => each.slice(1)))
}

/** Fields behind `@` are in the dialect too; text in quotes stays as it is. */
function inFilter(filter: string): string {
  return filter.replaceAll(
    /("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|@((?:\.(?:\\.|[\w-])+)+)/g,
    (whole, text: string | undefined, fields: string) =>
      text === undefined ? `@${standardPaths(fields)[0]?.slice(1) ?? ''}` : whole,
  )
}

/** What came over the wire is JSON; the library's type says so more narrowly than ours. */
function asJson(value: unknown): Parameters<typeof environment.query>[1] {
  return value as Parameters<typeof environment.query>[1]
}
