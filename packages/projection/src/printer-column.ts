import { type Cell, type Column, columnSchema } from '@argus/contracts/row'
import { JSONPathEnvironment, JSONPathError, type JSONPathQuery } from 'json-p3'
import { z } from 'zod'

import { compileDirectPath } from './direct-path.ts'
import { type JsonObject, isObject } from './json.ts'
import { PrinterPathError, toStandardPath } from './printer-path.ts'
import { timeOf } from './time.ts'

/** A column and where its cell is found in an object, in Kubernetes' JSONPath. */
export const printerColumnSchema = columnSchema.extend({ jsonPath: z.string() })
export type PrinterColumn = z.infer<typeof printerColumnSchema>

/** The columns of a CRD's version that can be shown, and why the others cannot. */
export interface PrinterColumns {
  readonly columns: readonly PrinterColumn[]
  readonly refused: readonly string[]
}

/** Reads a version's `additionalPrinterColumns`, whatever stands there; none declared, none given. */
export function readPrinterColumns(declared: unknown): PrinterColumns {
  const columns: PrinterColumn[] = []
  const refused: string[] = []
  for (const one of z.array(z.unknown()).max(MAX_COLUMNS).catch([]).parse(declared)) {
    const column = declaredColumn.safeParse(one)
    const why = column.success ? whyUnusable(column.data.jsonPath) : z.prettifyError(column.error)
    if (column.success && why === undefined) columns.push(column.data)
    else refused.push(why ?? 'not a column')
  }
  return { columns, refused }
}

/** Compiles a column once; what it answers gives the cell of an object as `kubectl get` shows it. */
export function compileCell({ type, jsonPath }: PrinterColumn): (object: JsonObject) => Cell {
  const query = compile(jsonPath)
  const direct = compileDirectPath(toStandardPath(jsonPath))
  return (object) => {
    const value = direct ? direct(object) : firstOf(query, object)
    return value === undefined ? null : CELLS[type](value)
  }
}

/** An API server takes any number; no real CRD declares a tenth of this. */
const MAX_COLUMNS = 100

const declaredColumn = printerColumnSchema.extend({ priority: z.int().default(0) })

/** Without the functions of the standard: Kubernetes has none, and `match` would run a stranger's pattern. */
class PrinterEnvironment extends JSONPathEnvironment {
  protected override setupFilterFunctions(): void {
    this.functionRegister.clear()
  }
}
const environment = new PrinterEnvironment({ maxRecursionDepth: 100 })

function compile(jsonPath: string): JSONPathQuery {
  const standard = toStandardPath(jsonPath)
  try {
    return environment.compile(standard)
  } catch (error) {
    throw new PrinterPathError(jsonPath, 'it cannot be read', { cause: error })
  }
}

function whyUnusable(jsonPath: string): string | undefined {
  try {
    compile(jsonPath)
    return undefined
  } catch (error) {
    if (error instanceof PrinterPathError) return error.message
    throw error
  }
}

/** The API server prints the first match alone. A path that does not fit the object leaves its cell empty. */
function firstOf(query: JSONPathQuery, object: JsonObject): unknown {
  try {
    return query.match(object)?.value
  } catch (error) {
    if (error instanceof JSONPathError) return undefined
    throw error
  }
}

/** What becomes of a value under each type, as the API server's table convertor has it. */
const CELLS: Readonly<Record<Column['type'], (value: unknown) => Cell>> = {
  string: (value) => (typeof value === 'string' ? value : asJson(value)),
  integer: (value) => (typeof value === 'number' ? Math.trunc(value) : exactNumber(value)),
  number: (value) => (typeof value === 'number' ? value : exactNumber(value)),
  boolean: (value) => (typeof value === 'boolean' ? value : null),
  date: (value) => (typeof value === 'string' ? (timeOf(value) ?? '<invalid>') : null),
}

/** A number beyond doubles, as text: every digit of it. */
function exactNumber(value: unknown): Cell {
  return JSON.isRawJSON(value) ? JSON.stringify(value) : null
}

/** As JSON as Go writes it: fields sorted, and what could be markup escaped. `null` shows nothing. */
function asJson(value: unknown): Cell {
  if (value === null) return null
  return JSON.stringify(sorted(value)).replaceAll(/[<>&\u2028\u2029]/g, escaped)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(fields.map(([field, inner]) => [field, sorted(inner)]))
}
