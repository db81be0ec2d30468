import { shownState, type Freshness } from '../live/freshness.ts'
import { exportText, type ExportFormat } from '../live/export-rows.ts'
import type { ClusterOutline } from '../live/outline.ts'
import type { LiveRow } from '../live/resource-store.ts'
import { timeNow } from '../live/second.ts'
import { counted } from '../live/words.ts'
import type { ColumnSpec } from './grid/columns.ts'
import { saveFile } from './save-file.ts'

export interface ExportParts {
  readonly title: string
  readonly resource: string
  readonly rows: readonly LiveRow[]
  readonly columns: readonly ColumnSpec[]
  readonly slices: readonly ClusterOutline[]
  readonly told: Freshness
}

/** Saves rows as they are shown, and says in the file of when they are and what was not live. */
export async function exportList(format: ExportFormat, parts: ExportParts): Promise<void> {
  const { title, resource, rows, columns, slices, told } = parts
  const now = new Date(timeNow())
  const away = slices
    .map(({ topic: { cluster }, status }) => ({ cluster, state: shownState(status, told) }))
    .filter(({ state }) => state !== 'live')
  const about = [
    `${counted(rows.length, 'row')} of ${title} in ${slices.map(({ topic }) => topic.cluster).join(', ')}.`,
    `As of ${now.toISOString()}.`,
    `Shown by ${location.href}.`,
    away.length === 0
      ? 'All clusters were live.'
      : `Not live: ${away.map(({ cluster, state }) => `${cluster} (${state})`).join(', ')}.`,
  ]
  const text = await exportText(format, {
    about,
    columns: columns.map(({ title: name }) => name),
    rows: rows.map((row) => columns.map((column) => exported(column, row))),
  })
  const stamp = now.toISOString().slice(0, 19).replaceAll(':', '')
  saveFile(`${resource}-${stamp}.${format}`, text, TYPES[format])
}

/** A time as a time: what a cell says of it is of now. */
function exported({ form, value }: ColumnSpec, row: LiveRow) {
  const cell = value(row)
  if (form !== 'time' || typeof cell !== 'number') return cell
  return cell > 0 ? new Date(cell).toISOString() : null
}

const TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv',
  json: 'application/json',
  yaml: 'application/yaml',
}
