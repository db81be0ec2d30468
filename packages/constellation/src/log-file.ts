import { mkdirSync, openSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Opens a process's log for appending and answers the descriptor; `fresh` forgets what an earlier run said. */
export function openLog(path: string, { fresh }: { readonly fresh: boolean }): number {
  mkdirSync(dirname(path), { recursive: true })
  return openSync(path, fresh ? 'w' : 'a', 0o600)
}

/** The last thing a log says, in one line: of a JSON log its newest message and error. */
export function lastWords(path: string): string {
  const lines = readFileSync(path, 'utf8').slice(-TAIL).split('\n')
  const said = lines.filter((line) => line.trim() !== '')
  const serious = said.findLast((line) => line.startsWith('{') && /"level":(50|60)/.test(line))
  const thrown = said.findLast((line) => /^(Uncaught )?\w*Error\b.*: /.test(line))
  return plainWords(serious ?? thrown ?? said.at(-1) ?? 'it said nothing').slice(0, LONGEST_LINE)
}

const TAIL = 16_384
const LONGEST_LINE = 400

function plainWords(line: string): string {
  const message = /"msg":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1]
  const error = /"message":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1]
  if (message === undefined) return line.trim()
  return [message, error]
    .filter((it) => it !== undefined)
    .join(': ')
    .replaceAll('\\n', ' ')
}
