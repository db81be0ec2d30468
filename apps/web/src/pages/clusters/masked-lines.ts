import { isPair, isScalar, visit, type Document } from 'yaml'

/** What a page shows in place of a secret. */
const MASK = '••••••••'

/** The lines of a kubeconfig, every value that may be a secret hidden. There are as many of them as in the text. */
export function maskedLines(text: string, document: Document): readonly string[] {
  const hidden: (readonly [number, number])[] = []
  visit(document, {
    Scalar(key, { range, value }, path) {
      if (key === 'key' || !range || value === null) return
      const names = path.flatMap((node) =>
        isPair(node) && isScalar(node.key) ? [String(node.key.value)] : [],
      )
      if (isSecret(names)) hidden.push([range[0], range[1]])
    },
  })
  return hidden
    .toSorted(([a], [b]) => b - a)
    .reduce(masked, text)
    .split('\n')
}

/** `names`: of the fields that a value stands in, the outermost first. */
function isSecret(names: readonly string[]): boolean {
  if (names.some((name) => SECRET.test(name))) return true
  // Of an account everything else is hidden: nobody knows what a program is given.
  return names[0] === 'users' && names[1] === 'user' && !OPEN.has(names.at(-1))
}

/** Known to be secret, or too long to be read, wherever they stand. */
const SECRET = /(?:^|-)(?:token|password|secret|data|env)$/u

const OPEN: ReadonlySet<string | undefined> = new Set([
  'apiVersion',
  'command',
  'as',
  'as-uid',
  'client-certificate',
  'client-key',
  'tokenFile',
  'username',
])

/** Every line of the range is hidden by itself, so that the others keep their numbers. */
function masked(text: string, [from, to]: readonly [number, number]): string {
  const hidden = text
    .slice(from, to)
    .split('\n')
    .map((line, index) =>
      line.trim() === '' ? line : `${index === 0 ? '' : indentOf(line)}${MASK}`,
    )
    .join('\n')
  return text.slice(0, from) + hidden + text.slice(to)
}

const indentOf = (line: string): string => /^\s*/u.exec(line)?.[0] ?? ''
