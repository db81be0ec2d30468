/**
 * Writes docs/api/auth.openapi.json from the contracts. With `--check` it changes nothing and fails when the document
 * is not what it would write. That the service answers these calls and no others is a test of the service's own.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { authDocument } from '../apps/auth/src/http/openapi.ts'
import type { Endpoint } from '../packages/contracts/src/endpoint.ts'

const root = join(import.meta.dirname, '..')
const file = join(root, 'docs/api/auth.openapi.json')
/** Areas of contracts that other services answer. */
const elsewhere: readonly string[] = ['clusters', 'resources', 'plugins', 'watches']

const document = `${JSON.stringify(authDocument(await publicEndpoints()), undefined, 2)}\n`
if (process.argv.includes('--check')) {
  const before = readFileSync(file, 'utf8')
  if (before !== document) {
    console.error(
      'docs/api/auth.openapi.json does not fit packages/contracts. Run: node scripts/generate-openapi.ts',
    )
    process.exitCode = 1
  }
} else {
  writeFileSync(file, document)
}

async function publicEndpoints(): Promise<Endpoint[]> {
  const folder = join(root, 'packages/contracts/src/http')
  const areas = globSync('*.ts', { cwd: folder }).filter(
    (area) => !elsewhere.includes(basename(area, '.ts')),
  )
  const modules: Record<string, Readonly<Record<string, Endpoint>>>[] = await Promise.all(
    areas.toSorted().map((area) => import(join(folder, area))),
  )
  return modules
    .flatMap((exported) => Object.entries(exported))
    .filter(([name]) => name.endsWith('Endpoints'))
    .flatMap(([, endpoints]) => Object.values(endpoints))
    .filter(({ access }) => access.type !== 'service')
}
