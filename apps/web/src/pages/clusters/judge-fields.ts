import { KUBECONFIG_FIELDS, type FieldTable } from '@argus/contracts/kubeconfig-fields'
import { isMap, isNode, isScalar, type Document, type LineCounter } from 'yaml'

import { isFields, type JudgedField, type RefusedField } from './kubeconfig-field.ts'

interface Judged {
  readonly used: ReadonlyMap<string, JudgedField>
  readonly refused: readonly RefusedField[]
}

/** The document, and where its lines are. */
export interface Place {
  readonly document: Document
  readonly lines: LineCounter
}

/** The fields of the document itself. */
export function judgeTop(value: Readonly<Record<string, unknown>>, place: Place): Judged {
  return judge(value, { path: [], table: KUBECONFIG_FIELDS.document }, place)
}

/** The fields of the entry of a list that has this name. */
export function judgeEntry(
  value: Readonly<Record<string, unknown>>,
  { list, of, name }: { list: string; of: 'context' | 'cluster' | 'user'; name: string },
  place: Place,
): Judged {
  const entries: unknown = value[list]
  const all: readonly unknown[] = Array.isArray(entries) ? entries : []
  const index = all.findIndex((entry) => isFields(entry) && entry['name'] === name)
  const entry = all[index]
  if (!isFields(entry)) return { used: new Map(), refused: [] }
  const outer = judge(entry, { path: [list, index], table: { name: USED, [of]: USED } }, place)
  const inner: unknown = entry[of]
  if (!isFields(inner)) return { used: new Map(), refused: outer.refused }
  const judged = judge(inner, { path: [list, index, of], table: KUBECONFIG_FIELDS[of] }, place)
  return { used: judged.used, refused: [...outer.refused, ...judged.refused] }
}

const USED = { decision: 'used' } as const

interface Part {
  readonly path: readonly (string | number)[]
  readonly table: FieldTable
}

/** By the table alone: what it does not list is refused, and what is switched off is as good as not there. */
function judge(
  fields: Readonly<Record<string, unknown>>,
  { path, table }: Part,
  place: Place,
): Judged {
  const used = new Map<string, JudgedField>()
  const refused: RefusedField[] = []
  for (const [name, value] of Object.entries(fields)) {
    const rule = Object.hasOwn(table, name) ? table[name] : undefined
    const at = [...path, name]
    const field = pathText(at)
    const lines = linesOf(at, place)
    if (rule === undefined)
      refused.push({ field, why: 'is not known here; remove it', path: at, lines })
    else if (rule.decision === 'used') {
      if (!isUnset(value)) used.set(name, { field, name, value, line: lines?.[0] })
    } else if (rule.decision === 'refused' && !isUnset(value))
      refused.push({ field, why: rule.why, path: at, lines })
  }
  return { used, refused }
}

function isUnset(value: unknown): boolean {
  return value === null || value === undefined || value === false || value === ''
}

/** users[0].user.exec */
function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`,
    '',
  )
}

/** From the line of its name to that of the end of its value. */
function linesOf(
  path: readonly (string | number)[],
  { document, lines }: Place,
): readonly [number, number] | undefined {
  const holder = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  if (!isMap(holder)) return undefined
  const pair = holder.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
  if (pair === undefined || !isScalar(pair.key) || !pair.key.range) return undefined
  const from = lines.linePos(pair.key.range[0]).line
  const end = endOf(pair.value)
  // A block ends where the next thing begins, which is the first sign of another line.
  const to = end === undefined ? from : lines.linePos(Math.max(0, end - 1)).line
  return [from, Math.max(from, to)]
}

function endOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[1] : undefined
}
