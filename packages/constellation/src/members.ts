import { httpProbe, type Probe } from './probe.ts'
import { inRepository } from './repository.ts'
import { openServiceAddress } from './service-address.ts'
import {
  authEnv,
  gatewayEnv,
  type Ports,
  type Surroundings,
  watcherEnv,
  webEnv,
} from './services.ts'
import { type Step, told } from './steps.ts'
import { type Env, supervise, type SupervisedProcess } from './supervised-process.ts'
import { allDone, together } from './together.ts'

/** The processes of Argus itself. */
export interface Members extends AsyncDisposable {
  readonly auths: readonly SupervisedProcess[]
  readonly watchers: readonly SupervisedProcess[]
  readonly gateways: readonly SupervisedProcess[]
  readonly web: SupervisedProcess
}

export interface MemberOptions {
  readonly surroundings: Surroundings
  /** The log of a name. */
  readonly log: (name: string) => string
  readonly signal: AbortSignal
  readonly onStep: (step: Step) => void
  readonly onNote: (line: string) => void
}

/** Starts every service and the console side by side; resolves when all are ready. */
export async function startMembers(options: MemberOptions): Promise<Members> {
  const { surroundings, signal, onStep } = options
  const { ports } = surroundings
  const auths = ports.auths.map(({ open: port }, replica) =>
    service(options, { app: 'auth', port, replica, env: authEnv(surroundings, replica) }),
  )
  const watchers = ports.watchers.map((port, replica) =>
    service(options, { app: 'watcher', port, replica, env: watcherEnv(surroundings, replica) }),
  )
  const gateways = ports.gateways.map((port, replica) =>
    service(options, { app: 'gateway', port, replica, env: gatewayEnv(surroundings, replica) }),
  )
  const web = consoleServer(options)
  const all = [...auths, ...watchers, ...gateways, web]

  await using made = new AsyncDisposableStack()
  if (auths.length > 1) await stand(made, ports)
  made.use(together(all.map(({ process }) => process)))
  await allDone(
    all.map(({ process, url }) => told(process.name, isReady(process, url, signal), onStep)),
  )
  const kept = made.move()
  return {
    auths: auths.map(({ process }) => process),
    watchers: watchers.map(({ process }) => process),
    gateways: gateways.map(({ process }) => process),
    web: web.process,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** Several replicas of auth are called by one address. */
async function stand(
  made: AsyncDisposableStack,
  { auths, auth, authInternal }: Ports,
): Promise<void> {
  const open = auths.map((ports) => ports.open)
  const internal = auths.map((ports) => ports.internal)
  made.use(await openServiceAddress(open, auth))
  made.use(await openServiceAddress(internal, authInternal))
}

interface Started {
  readonly process: SupervisedProcess
  readonly url: string
}

interface ServiceSpec {
  readonly app: 'auth' | 'watcher' | 'gateway'
  readonly port: number
  readonly env: Env
  /** Its number, where there may be several. */
  readonly replica?: number
}

function service(options: MemberOptions, { app, port, env, replica = 0 }: ServiceSpec): Started {
  const url = `http://127.0.0.1:${port}`
  const name = replica === 0 ? app : `${app}-${replica + 1}`
  const args = ['--enable-source-maps', inRepository(`apps/${app}/src/main.ts`)]
  return start(options, { name, args, env, url, probe: httpProbe(`${url}/readyz`) })
}

function consoleServer(options: MemberOptions): Started {
  const { ports } = options.surroundings
  const url = `http://127.0.0.1:${ports.web}`
  return start(options, {
    name: 'web',
    args: [
      inRepository('apps/web/node_modules/vite/bin/vite.js'),
      'preview',
      '--host=127.0.0.1',
      '--strictPort',
      `--port=${ports.web}`,
    ],
    cwd: inRepository('apps/web'),
    env: webEnv(options.surroundings),
    url,
    probe: httpProbe(`${url}/login`),
  })
}

interface NodeProcess {
  readonly name: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env: Env
  readonly url: string
  readonly probe: Probe
}

function start(options: MemberOptions, spec: NodeProcess): Started {
  const { name, args, cwd = inRepository('.'), env, url, probe } = spec
  const command = process.execPath
  const log = options.log(name)
  const started = supervise({ name, command, args, cwd, env, log, probe, onCrash: options.onNote })
  return { process: started, url }
}

async function isReady(
  process: SupervisedProcess,
  url: string,
  signal: AbortSignal,
): Promise<{ readonly detail: string }> {
  await process.ready({ signal })
  return { detail: url }
}
