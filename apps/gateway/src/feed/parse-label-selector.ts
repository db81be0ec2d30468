import { Refusal } from '@argus/contracts/refusal-code'

import { INTEGER, type LabelSelector, type Requirement } from './label-selector.ts'

/**
 * Reads the text of a label selector with Kubernetes' grammar: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`,
 * `a`, `!a`, `a>1`, `a<1`, joined by commas; the empty text chooses everything. Throws a Refusal `bad_selector` that
 * says what was expected where.
 */
export function parseLabelSelector(text: string): LabelSelector {
  const tokens = tokensOf(text)
  if (tokens.at(0)?.text === '') return []
  const requirements: Requirement[] = []
  do requirements.push(requirement(tokens))
  while (take(tokens, ','))
  expect(tokens, '')
  return requirements
}

interface Token {
  readonly text: string
  readonly at: number
}

const TOKEN = /[ \t\r\n]*(==|!=|[=!<>(),]|[^ \t\r\n=!<>(),]+|$)/y

/** The tokens, the last one empty: the end. Every text has tokens, so only their order can be wrong. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  for (;;) {
    const found = TOKEN.exec(text)?.[1] ?? ''
    tokens.push({ text: found, at: TOKEN.lastIndex - found.length })
    if (found === '') return tokens
  }
}

function requirement(tokens: Token[]): Requirement {
  if (take(tokens, '!')) return { operator: 'absent', key: key(tokens) }
  const name = key(tokens)
  const operator = tokens.at(0)?.text ?? ''
  switch (operator) {
    case '=':
    case '==':
      tokens.shift()
      return { operator: 'in', key: name, values: [value(tokens)] }
    case '!=':
      tokens.shift()
      return { operator: 'notin', key: name, values: [value(tokens)] }
    case 'in':
    case 'notin':
      tokens.shift()
      return { operator, key: name, values: values(tokens) }
    case '>':
    case '<':
      tokens.shift()
      return { operator: operator === '>' ? 'above' : 'below', key: name, value: integer(tokens) }
    case ',':
    case '':
      return { operator: 'exists', key: name }
    default:
      throw unexpected(tokens, 'an operator (=, !=, in, notin, >, <) or a comma')
  }
}

function values(tokens: Token[]): readonly string[] {
  const found: string[] = []
  expect(tokens, '(')
  do found.push(value(tokens))
  while (take(tokens, ','))
  expect(tokens, ')')
  return found
}

/** A qualified name: an optional DNS subdomain, then at most 63 characters. */
const KEY =
  /^(?=.{1,317}$)([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/
const VALUE = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/

function key(tokens: Token[]): string {
  return matching(tokens, { pattern: KEY, what: 'the name of a label' })
}

/** A value may be missing: that is the empty value. */
function value(tokens: Token[]): string {
  const next = tokens.at(0)?.text ?? ''
  if (next === '' || next === ',' || next === ')') return ''
  return matching(tokens, { pattern: VALUE, what: 'the value of a label' })
}

function integer(tokens: Token[]): number {
  return Number(matching(tokens, { pattern: INTEGER, what: 'an integer' }))
}

function matching(tokens: Token[], { pattern, what }: { pattern: RegExp; what: string }): string {
  const next = tokens.at(0)?.text ?? ''
  if (!pattern.test(next)) throw unexpected(tokens, what)
  tokens.shift()
  return next
}

function take(tokens: Token[], text: string): boolean {
  if (tokens.at(0)?.text !== text) return false
  tokens.shift()
  return true
}

function expect(tokens: Token[], text: string): void {
  if (!take(tokens, text)) throw unexpected(tokens, text === '' ? 'a comma or the end' : text)
}

function unexpected(tokens: readonly Token[], wanted: string): Refusal {
  const { text, at } = tokens.at(0) ?? { text: '', at: 0 }
  const found = text === '' ? 'it ends' : `there is "${text.slice(0, 64)}"`
  return new Refusal(
    'bad_selector',
    `The label selector was not understood: at character ${at + 1} ${found} where ${wanted} should be.`,
  )
}
