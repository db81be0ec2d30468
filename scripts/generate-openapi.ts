/**
 * Writes docs/api/<service>.openapi.json from the contracts. With `--check` it changes nothing and fails when a document
 * is not what it would write. That a service answers these calls and no others is a test of the service's own.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { authDocument } from '../apps/auth/src/http/openapi.ts'
import { gatewayDocument } from '../apps/gateway/src/http/openapi.ts'
import { watcherDocument } from '../apps/watcher/src/http/openapi.ts'
import type { Endpoint } from '../packages/contracts/src/endpoint.ts'
import type { OpenApiDocument } from '../packages/contracts/src/openapi.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'packages/contracts/src/http')

/** Areas of contracts that are not auth's. */
const WATCHER: readonly string[] = ['agents', 'api-resources', 'clusters', 'plugins', 'watches']
const GATEWAY: readonly string[] = ['resources']

/** Each describes itself. */
const EVERY: readonly string[] = ['docs']

const areas = globSync('*.ts', { cwd: folder }).map((file) => basename(file, '.ts'))
const auth = areas.filter((area) => ![...WATCHER, ...GATEWAY].includes(area))
const watcher = areas.filter((area) => WATCHER.includes(area))
const gateway = areas.filter((area) => GATEWAY.includes(area))
settle('auth', authDocument(await publicEndpoints(auth)))
settle('watcher', watcherDocument(await publicEndpoints([...watcher, ...EVERY])))
settle('gateway', gatewayDocument(await publicEndpoints([...gateway, ...EVERY])))

function settle(service: string, document: OpenApiDocument): void {
  const name = `docs/api/${service}.openapi.json`
  const file = join(root, name)
  const text = `${JSON.stringify(document, undefined, 2)}\n`
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text)
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${name} does not fit packages/contracts. Run: node scripts/generate-openapi.ts`)
    process.exitCode = 1
  }
}

async function publicEndpoints(names: readonly string[]): Promise<Endpoint[]> {
  const modules: Record<string, Readonly<Record<string, Endpoint>>>[] = await Promise.all(
    names.toSorted().map((area) => import(join(folder, `${area}.ts`))),
  )
  return modules
    .flatMap((exported) => Object.entries(exported))
    .filter(([name]) => name.endsWith('Endpoints'))
    .flatMap(([, endpoints]) => Object.values(endpoints))
    .filter(({ access }) => access.type !== 'service')
}
