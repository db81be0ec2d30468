import { misused } from '../../failure.ts'
import { find } from './path.ts'

/** A template of kubectl: text, and in braces paths, quoted text and ranges. */
type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'path'; readonly path: string }
  | { readonly type: 'range'; readonly path: string; readonly parts: readonly Part[] }

/**
 * What a template makes of a value: `{.metadata.name}`, `{range .items[*]}{.metadata.name}{"\n"}{end}`. What is not there is
 * empty; several things have a space between them; what is no text or number is JSON. Throws a Failure where it cannot be read.
 */
export function fill(template: string, value: unknown): string {
  const { parts, rest } = partsOf(tokensOf(template), false)
  if (rest.length > 0) throw misused('The template has an {end} without a {range}', HOW)
  return written(parts, value, value)
}

const HOW = 'As kubectl has it: {range .items[*]}{.metadata.name}{"\\n"}{end}.'

type Token = { readonly inner: string } | { readonly text: string }

/** A template without braces is one path. */
function tokensOf(template: string): readonly Token[] {
  if (!template.includes('{')) return [{ inner: template }]
  const tokens: Token[] = []
  let at = 0
  for (const match of template.matchAll(
    /\{((?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^{}"'])*)\}/g,
  )) {
    if (match.index > at) tokens.push({ text: template.slice(at, match.index) })
    tokens.push({ inner: (match[1] ?? '').trim() })
    at = match.index + match[0].length
  }
  const last = template.slice(at)
  if (/[{}]/.test(last)) throw misused('The template has a brace that is not closed', HOW)
  return last === '' ? tokens : [...tokens, { text: last }]
}

interface Read {
  readonly parts: readonly Part[]
  /** From the end of a range on. */
  readonly rest: readonly Token[]
}

function partsOf(tokens: readonly Token[], inRange: boolean): Read {
  const parts: Part[] = []
  let rest = tokens
  for (;;) {
    const [token, ...others] = rest
    if (token === undefined) {
      if (inRange) throw misused('The template has a {range} without an {end}', HOW)
      return { parts, rest: [] }
    }
    rest = others
    if ('text' in token) parts.push({ type: 'text', text: token.text })
    else if (token.inner === 'end') return { parts, rest: inRange ? rest : [token, ...rest] }
    else if (/^range\s/.test(token.inner)) {
      const inner = partsOf(rest, true)
      parts.push({ type: 'range', path: token.inner.slice(6).trim(), parts: inner.parts })
      rest = inner.rest
    } else parts.push(partOf(token.inner))
  }
}

function partOf(inner: string): Part {
  const [, double, single] = /^(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)')$/s.exec(inner) ?? []
  const text = double ?? single
  if (text === undefined) return { type: 'path', path: inner }
  return { type: 'text', text: text.replaceAll(/\\(.)/g, (_, c: string) => ESCAPES[c] ?? c) }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

function written(parts: readonly Part[], value: unknown, root: unknown): string {
  return parts
    .map((part) => {
      switch (part.type) {
        case 'text':
          return part.text
        case 'path':
          return found(part.path, value, root).map(plain).join(' ')
        case 'range':
          return found(part.path, value, root)
            .map((each) => written(part.parts, each, root))
            .join('')
      }
    })
    .join('')
}

/** `$` is what the template was given, `@` and a path without either begin at what is looked at. */
function found(path: string, value: unknown, root: unknown): readonly unknown[] {
  return find(path, path.startsWith('$') ? root : value)
}

function plain(value: unknown): string {
  if (value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
