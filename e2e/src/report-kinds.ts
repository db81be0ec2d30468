/**
 * `make report-kinds`: every definition and sample of a folder on a real API server, and what Argus shows of them beside
 * what the server prints. Writes `docs/kinds.md`; fails where a column or a cell differs.
 */
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { openApiServer } from '@argus/informer/api-server'

import { realServersMissing, startReal } from './fleet.ts'
import { compareKind, type KindReport } from './kinds/compare-kind.ts'
import { followKind } from './kinds/follow-kind.ts'
import { kindsPage } from './kinds/kinds-page.ts'
import { openKubeClient } from './kinds/kube-client.ts'
import { applyDefinitions, storeSamples } from './kinds/load-samples.ts'
import { readDefinitions, readSamples } from './kinds/sample-files.ts'
import { readServerTable } from './kinds/server-table.ts'

const root = join(import.meta.dirname, '../..')
const folder = process.argv[2] ?? process.env['ARGUS_SAMPLES'] ?? join(root, '../shared/data')

if (!existsSync(join(folder, 'crds'))) {
  console.error(`There is no folder of samples at ${folder}. Name one: make report-kinds SAMPLES=…`)
  process.exit(1)
}
if (realServersMissing !== undefined) {
  console.error(`make report-kinds needs a real API server; there is ${realServersMissing}.`)
  process.exit(1)
}
process.exit((await report()) ? 0 : 1)

async function report(): Promise<boolean> {
  await using server = await startReal('samples')
  using client = openKubeClient(server)
  const definitions = readDefinitions(folder)
  await applyDefinitions(client, definitions)
  const stored = await storeSamples(client, definitions, readSamples(folder))

  await using api = openApiServer({ ...server, server: server.url })
  const reports: KindReport[] = []
  for (const { name, group, resource } of definitions) {
    const kind = await followKind(api, { group, resource })
    const table = await readServerTable(client, `/apis/${group}/${kind.version}/${resource}`)
    reports.push(compareKind(name, kind, { table, stored: stored.get(name) ?? 0 }))
  }

  const page = kindsPage(reports)
  await writeFile(join(root, 'docs/kinds.md'), page)
  console.log(page)
  const differences = reports.flatMap((one) =>
    one.differences.map((difference) => `${one.resource}: ${difference}`),
  )
  for (const difference of differences) console.error(difference)
  return differences.length === 0
}
