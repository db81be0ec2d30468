import type { Row } from '@argus/contracts/row'
import type { ApiServer } from '@argus/informer/api-server'
import { discover } from '@argus/informer/discovery'
import { runInformer } from '@argus/informer/informer'
import { systemClock } from '@argus/informer/system-clock'
import { builtInPlugins } from '@argus/plugins/built-in'
import { type PrinterColumn, readPrinterColumns } from '@argus/projection/printer-column'
import { type Projection, createProjector } from '@argus/projection/project'

/** A kind as Argus shows it: the columns of its definition, and the row of each object by its Key. */
export interface FollowedKind {
  readonly version: string
  readonly plugin: string | undefined
  readonly columns: readonly PrinterColumn[]
  /** Why columns are not shown. */
  readonly refused: readonly string[]
  readonly rows: ReadonlyMap<string, Row>
}

/** Follows a resource as a watcher does, until its first list is complete. Rejects when it is not served. */
export async function followKind(
  api: ApiServer,
  { group, resource }: { readonly group: string; readonly resource: string },
): Promise<FollowedKind> {
  const stop = new AbortController()
  const { signal } = stop
  const found = await discover(api, { group, resource }, signal)
  if (found.type !== 'served') throw new Error(`${resource}.${group} is ${found.type}`)
  const { version, kind, namespaced } = found
  const { columns, refused } = readPrinterColumns(found.columns)
  const plugin = builtInPlugins.find(({ resources }) =>
    resources.some((one) => one.group === group && one.resource === resource),
  )
  const health = plugin?.resources.find(
    (one) => one.group === group && one.resource === resource,
  )?.health
  const project = createProjector({ kind, namespaced, columns, ...(health && { health }) })
  const rows = new Map<string, Row>()
  const informer = runInformer<Projection>({
    api,
    resource: { group, version, resource },
    project,
    clock: systemClock,
    signal,
  })
  for await (const batch of informer) {
    for (const event of batch) {
      if (event.type === 'upsert') rows.set(event.key, event.projection.row)
      if (event.type === 'withheld') throw new Error(`${event.key} is withheld: ${event.reason}`)
    }
    if (batch.some(({ type }) => type === 'synced')) break
  }
  stop.abort()
  return { version, plugin: plugin?.id, columns, refused, rows }
}
