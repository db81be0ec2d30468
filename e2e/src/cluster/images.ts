import { exec } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inRepository } from '@argus/constellation/repository'

import type { Docker } from '../containers/docker.ts'
import { NEXT_MIGRATION } from '../one-more-migration.ts'

/** The tag that compose builds, and that of the version after it. */
export const NOW = '0.0.0-dev'
export const NEXT = '0.0.0-next'

const SERVICES = ['auth', 'watcher', 'gateway', 'web'] as const
/** Compose has none: it dials in from elsewhere. */
const AGENT = [
  `--file=${inRepository('apps/agent/Dockerfile')}`,
  `--tag=argus/agent:${NOW}`,
  '--build-arg=NPM_CONFIG_REGISTRY',
]
const STORES = ['postgres:16', 'redis:7']

/** Builds the images, and those of a next version: the same programs, and one migration more. */
export async function buildVersions(docker: Docker): Promise<string> {
  await docker('compose', '--file', inRepository('compose/compose.yaml'), 'build')
  await docker('build', ...AGENT, inRepository('.'))
  for (const service of SERVICES)
    await docker('tag', `argus/${service}:${NOW}`, `argus/${service}:${NEXT}`)
  const added = await addMigration(docker)
  return `${SERVICES.length + 2} built, and tagged as the next version with ${added}`
}

/** Has the cluster take the images, by the command that `ARGUS_CLUSTER_LOAD` is. */
export async function loadVersions(command: string): Promise<string> {
  const ours = [...SERVICES, 'migrations'].flatMap((name) =>
    [NOW, NEXT].map((tag) => `argus/${name}:${tag}`),
  )
  const all = [...ours, `argus/agent:${NOW}`, ...STORES]
  await promisify(exec)(`${command} ${all.join(' ')}`, { maxBuffer: 64 * 1024 * 1024 })
  return `${all.length} images`
}

async function addMigration(docker: Docker): Promise<string> {
  const pairs = (await readdir(inRepository('migrations'))).filter((file) =>
    file.endsWith('.up.sql'),
  ).length
  const name = `${String(pairs + 1).padStart(3, '0')}_next`
  const folder = await mkdtemp(join(tmpdir(), 'argus-next-'))
  const container = await docker('create', `argus/migrations:${NOW}`)
  try {
    for (const way of ['up', 'down'] as const) {
      const file = join(folder, `${name}.${way}.sql`)
      await writeFile(file, NEXT_MIGRATION[way], { mode: 0o644 })
      await docker('cp', file, `${container}:/argus/migrations/`)
    }
    await docker('commit', container, `argus/migrations:${NEXT}`)
  } finally {
    await docker('rm', container)
    await rm(folder, { recursive: true })
  }
  return name
}
