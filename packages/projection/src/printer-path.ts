/**
 * A printer column's path as RFC 9535 writes it. Kubernetes' dialect differs in three ways: it has no `$`, its
 * field names may hold `-`, `/` and escaped dots (`.metadata.labels.app\.kubernetes\.io/name`), and quotes
 * in brackets hold the same kind of name. Throws `PrinterPathError` on what it does not allow.
 * https://kubernetes.io/docs/reference/kubectl/jsonpath/
 */
export function toStandardPath(path: string): string {
  if (path.length > MAX_LENGTH)
    throw new PrinterPathError(path, `longer than ${MAX_LENGTH} characters`)
  const inner = path
    .trim()
    .replace(/^\{([\s\S]*)\}$/, '$1')
    .trim()
  if (!inner.startsWith('.') && !inner.startsWith('[') && !inner.startsWith('$')) {
    throw new PrinterPathError(path, 'it begins with neither a dot nor a bracket')
  }
  if (inner.split('..').length - 1 > 1) throw new PrinterPathError(path, 'more than one ".."')
  return `$${segments(inner.replace(/^\$/, ''))}`
}

/** A printer column's path that cannot be used, and why. */
export class PrinterPathError extends Error {
  override readonly name = 'PrinterPathError'
  readonly path: string

  constructor(path: string, why: string, options?: ErrorOptions) {
    super(`Reading the column path ${JSON.stringify(path.slice(0, MAX_LENGTH))}: ${why}`, options)
    this.path = path
  }
}

/** No real column is longer than a fifth of this. */
const MAX_LENGTH = 1_024

/** `..` before a field or bracket, a dotted field, a bracket with whatever is quoted inside it. */
const SEGMENT =
  /(\.\.?)((?:\\.|[^\\.[\]\s$@{},])*)|\[((?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\]"'])*)\]/gy

function segments(path: string): string {
  if (path === '.') return ''
  const found = [...path.matchAll(SEGMENT)]
  const read = found.reduce((length, [text]) => length + text.length, 0)
  if (read < path.length)
    throw new PrinterPathError(path, `it cannot be read from character ${read}`)
  return found
    .map(([, dots, field = '', bracket = '']) => (dots ? dotted(dots, field) : bracketed(bracket)))
    .join('')
}

function dotted(dots: string, field: string): string {
  const deep = dots === '..' ? '..' : ''
  if (field === '') return deep
  return field === '*' ? `${deep}[*]` : `${deep}[${quoted(field.replaceAll('\\', ''))}]`
}

function bracketed(content: string): string {
  const inner = content.trim()
  const filter = /^\?\s*\(([\s\S]*)\)$/.exec(inner)
  if (filter) return `[?(${filterPaths(filter[1] ?? '')})]`
  const key = /^'([^']*)'$/.exec(inner)
  return `[${key ? quoted((key[1] ?? '').replaceAll('\\', '')) : inner}]`
}

/** Fields after `@` are in the dialect too; text in quotes stays as it is. */
function filterPaths(filter: string): string {
  return filter.replace(
    /("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|@((?:\.(?:\\.|[^\\.[\]\s$@{},=!<>()&|])+)+)/g,
    (whole, text: string | undefined, path: string) =>
      text === undefined ? `@${segments(path)}` : whole,
  )
}

function quoted(field: string): string {
  return JSON.stringify(field)
}
