import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import type { ConstellationOptions } from './options.ts'
import { type Foundations, layFoundations } from './foundations.ts'
import { startMembers, type Members } from './members.ts'
import { choosePorts, type PortChooser } from './ports.ts'
import { readSecrets } from './secrets.ts'
import type { AuthPorts, Ports } from './services.ts'

/** A running system. Disposing it stops every process; what is in its folder stays. */
export interface Constellation
  extends AsyncDisposable, Omit<Foundations & Members, typeof Symbol.asyncDispose> {
  readonly consoleUrl: string
  readonly authUrl: string
  /** Where services ask auth. */
  readonly authInternalUrl: string
  /** Where to call each watcher. */
  readonly watcherUrls: readonly string[]
  /** Where to dial each gateway. */
  readonly socketUrls: readonly string[]
}

/**
 * Starts everything on this machine and resolves when all of it is ready. Throws what could not be had, and where its
 * log is; nothing runs on then.
 */
export async function startConstellation(options: ConstellationOptions): Promise<Constellation> {
  const { dir, env, onStep = ignore, onNote = ignore } = options
  const signal = options.signal ?? new AbortController().signal
  await using made = new AsyncDisposableStack()
  await mkdir(dir, { recursive: true })
  const log = (name: string): string => join(dir, 'logs', `${name}.log`)
  const secrets = await readSecrets(dir)
  const ports = await portsFor(options, onNote)
  const foundations = made.use(await layFoundations({ ...options, log, signal, onStep, onNote }))
  const { database, redis, clusters } = foundations
  const members = made.use(
    await startMembers({
      surroundings: {
        ports,
        secrets,
        databaseUrl: database.url,
        redisUrl: redis.url,
        kubeconfig: clusters.kubeconfig,
        env,
      },
      log,
      signal,
      onStep,
      onNote,
    }),
  )
  const kept = made.move()
  return {
    ...foundations,
    ...members,
    consoleUrl: `http://localhost:${ports.web}`,
    authUrl: `http://127.0.0.1:${ports.auth}`,
    authInternalUrl: `http://127.0.0.1:${ports.authInternal}`,
    watcherUrls: ports.watchers.map((port) => `http://127.0.0.1:${port}`),
    socketUrls: ports.gateways.map((port) => `ws://127.0.0.1:${port}/ws`),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

const WELL_KNOWN = { auth: 8080, authInternal: 9080, watcher: 8081, gateway: 8082, web: 3000 }

async function portsFor(
  { auths = 1, watchers = 1, gateways = 1, anyPorts = false }: ConstellationOptions,
  onNote: (line: string) => void,
): Promise<Ports> {
  const chooser = choosePorts()
  const choose = async (name: keyof typeof WELL_KNOWN): Promise<number> => {
    const wanted = anyPorts ? 0 : WELL_KNOWN[name]
    const port = await chooser.choose(wanted)
    if (wanted !== 0 && port !== wanted) onNote(`port ${wanted} is taken: ${name} uses ${port}`)
    return port
  }
  const several = async (name: keyof typeof WELL_KNOWN, count: number): Promise<number[]> => {
    const chosen: number[] = []
    while (chosen.length < count) chosen.push(await choose(name))
    return chosen
  }
  const auth = await choose('auth')
  const authInternal = await choose('authInternal')
  return {
    auth,
    authInternal,
    auths:
      auths === 1 ? [{ open: auth, internal: authInternal }] : await authReplicas(auths, chooser),
    web: await choose('web'),
    watchers: await several('watcher', watchers),
    gateways: await several('gateway', gateways),
  }
}

/** Behind the address that is known, on any ports. */
async function authReplicas(count: number, chooser: PortChooser): Promise<readonly AuthPorts[]> {
  const replicas: AuthPorts[] = []
  while (replicas.length < count)
    replicas.push({ open: await chooser.choose(0), internal: await chooser.choose(0) })
  return replicas
}

function ignore(): void {}
