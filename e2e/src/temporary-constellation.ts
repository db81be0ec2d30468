import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Constellation, startConstellation } from '@argus/constellation/constellation'

/** All sockets of a run come from one address, where people would come from many. */
const ROOM = { ARGUS_GATEWAY_SOCKETS_PER_ADDRESS: '1000' }

export interface TemporaryOptions {
  readonly kubeconfig: string
  /** What its owner sets besides. */
  readonly env?: Readonly<Record<string, string>>
  /** Processes of auth; one unless given. */
  readonly auths?: number
  /** A database that is there; one of its own unless given. */
  readonly databaseUrl?: string
}

/** A whole system with nothing of earlier runs, on free ports: two watchers, two gateways. Its data goes with it. */
export async function startTemporary({
  kubeconfig,
  env = {},
  auths = 1,
  databaseUrl,
}: TemporaryOptions): Promise<TemporaryConstellation> {
  await using made = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'argus-e2e-'))
  await chmod(dir, 0o711) // PostgreSQL may run as another user than we do
  made.defer(() => rm(dir, { recursive: true, force: true }))
  const notes: string[] = []
  const argus = made.use(
    await startConstellation({
      dir,
      env: { ...process.env, ...ROOM, ...env },
      clusters: { type: 'kubeconfig', path: kubeconfig },
      auths,
      databaseUrl,
      watchers: 2,
      gateways: 2,
      anyPorts: true,
      durable: false,
      onNote: (line) => notes.push(line),
    }),
  )
  const kept = made.move()
  return { ...argus, dir, notes, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

export interface TemporaryConstellation extends Constellation {
  readonly dir: string
  /** What went wrong so far, a line each. */
  readonly notes: readonly string[]
}
