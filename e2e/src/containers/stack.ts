import { mkdtemp, rm } from 'node:fs/promises'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@argus/testkit/free-port'
import { z } from 'zod'

import { type Docker, dockerWith } from './docker.ts'

const root = join(import.meta.dirname, '../../..')

/** Argus by compose beside whatever else runs on this machine: ports, network, volumes and secrets of its own. */
export interface Stack extends AsyncDisposable {
  readonly docker: Docker
  readonly consoleUrl: string
  readonly serviceUrls: readonly string[]
  /** Where its secrets lie. */
  readonly secrets: string
  /** Answers which. */
  build(): Promise<string>
  /** Resolves when all of it is healthy. */
  up(mode: 'development' | 'production'): Promise<void>
  /** Takes it away with its data. */
  down(): Promise<void>
  /** The container of a service. */
  container(service: string): Promise<string>
  /** What a person looks at first when it does not work. */
  describe(): Promise<string>
}

export async function openStack(): Promise<Stack> {
  await using made = new AsyncDisposableStack()
  const parent = await mkdtemp(join(tmpdir(), 'argus-containers-'))
  made.defer(() => rm(parent, { recursive: true, force: true }))
  const secrets = join(parent, 'secrets')
  const [web, auth, watcher, gateway] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ]
  const consoleUrl = `http://localhost:${web}`
  const docker = dockerWith({
    COMPOSE_PROJECT_NAME: 'argus-container-test',
    COMPOSE_PROFILES: 'simulated',
    ARGUS_NETWORK: '10.211.79',
    ARGUS_SECRETS_FOLDER: secrets,
    ARGUS_WEB_PORT: `${web}`,
    ARGUS_AUTH_PORT: `${auth}`,
    ARGUS_WATCHER_PORT: `${watcher}`,
    ARGUS_GATEWAY_PORT: `${gateway}`,
    ARGUS_ALLOWED_ORIGINS: consoleUrl,
  })
  const compose: Docker = (...args) =>
    docker('compose', '--file', join(root, 'compose/compose.yaml'), ...args)
  const down = async (): Promise<void> => {
    await compose('down', '--volumes', '--timeout', '5')
  }
  makeSecrets(secrets)
  await down() // what a run before left, which ended without its end
  made.defer(down)
  const kept = made.move()
  return {
    docker,
    consoleUrl,
    serviceUrls: [auth, watcher, gateway].map((port) => `http://127.0.0.1:${port}`),
    secrets,
    async build() {
      await compose('build')
      return compose('config', '--images').then(
        (names) => `${names.split('\n').filter((name) => name.startsWith('argus/')).length} built`,
      )
    },
    async up(mode) {
      const override = join(root, 'compose/compose.development.yaml')
      const files = mode === 'development' ? ['--file', override] : []
      await compose(...files, 'up', '--detach', '--wait', '--wait-timeout', '120')
    },
    down,
    async container(service) {
      const id = await compose('ps', '--all', '--quiet', service)
      return z.string().min(1, `${service} has no container`).parse(id)
    },
    async describe() {
      const table = await compose('ps', '--all', '--format', '{{.Service}}: {{.Status}}')
      return `${table}\n${await compose('logs', '--no-color', '--tail=8')}`
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function makeSecrets(folder: string): void {
  const script = join(root, 'scripts/compose-secrets.ts')
  const env = { ...process.env, ARGUS_SECRETS_FOLDER: folder }
  const { status, stderr } = spawnSync(process.execPath, [script], { env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the secrets could not be made: ${stderr}`)
}
