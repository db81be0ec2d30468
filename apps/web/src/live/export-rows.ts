import type { Cell } from '@argus/contracts/row'

export type ExportFormat = 'csv' | 'json' | 'yaml'

/** What is exported: a table as it is shown, and what whoever finds the file later has to know about it. */
export interface ExportedTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  /** Sentences: of what, through which filters, as of when, which clusters were not live. */
  readonly about: readonly string[]
}

/** The text of a file. */
export async function exportText(format: ExportFormat, table: ExportedTable): Promise<string> {
  switch (format) {
    case 'csv':
      return csv(table)
    case 'json':
      return `${JSON.stringify({ about: table.about, rows: named(table) }, undefined, 2)}\n`
    case 'yaml': {
      const { stringify } = await import('yaml')
      const comment = table.about.map((line) => `# ${oneLine(line)}\n`).join('')
      return comment + stringify(named(table), { lineWidth: 0 })
    }
  }
}

/** https://www.rfc-editor.org/rfc/rfc4180, with a first line that tells what this is. */
function csv({ about, columns, rows }: ExportedTable): string {
  const lines = [[`# ${about.map(oneLine).join(' ')}`], columns, ...rows]
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')
}

/**
 * A spreadsheet takes a text for a formula that begins with one of these, and a formula can call out: whoever may name an
 * object must not run something on the desk of whoever exports it (https://owasp.org/www-community/attacks/CSV_Injection).
 */
const FORMULA = /^[\s\p{Cc}]*[=+\-@|%＝＋－＠]|^[\t\r\n]/u

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const text = FORMULA.test(cell) ? `'${cell}` : cell
  return /[",\r\n]|^\s|\s$|^'/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Each row with the names of its columns, which are different ones. */
function named({ columns, rows }: ExportedTable): readonly Readonly<Record<string, Cell>>[] {
  return rows.map((cells) =>
    Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? null])),
  )
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, ' ')
}
