import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

import { lastWords, openLog } from './log-file.ts'
import { NotReadyError, type Probe, untilReady } from './probe.ts'
import { restartAfter } from './restart-policy.ts'

export type Env = Readonly<Record<string, string | undefined>>

/** A program of the constellation, and how to see that it works. */
export interface ProcessSpec {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Env
  /** Where its output goes. */
  readonly log: string
  readonly probe: Probe
  /** Told, in one line, when it ended without being asked to. */
  readonly onCrash: (line: string) => void
}

/** A process that is started again, with back-off, whenever it ends unasked. Disposing it stops it for good. */
export interface SupervisedProcess extends AsyncDisposable {
  readonly name: string
  /** Missing while it does not run. */
  readonly pid: number | undefined
  /** Starts it unless it runs. */
  start(): void
  /** Resolves when it works. Throws what it said last when it does not within a minute, or before the signal aborts. */
  ready(options?: { readonly signal?: AbortSignal }): Promise<void>
  /** Ends it as a crash would (SIGKILL); it is started again. Resolves when it is gone. */
  kill(): Promise<void>
  /** Freezes it (SIGSTOP): it answers nothing and knows nothing of it. */
  pause(): void
  resume(): void
  /** Asks it to end (SIGTERM) and, if it does not, ends it. It stays down until `start`. */
  stop(): Promise<void>
}

type State =
  | { readonly phase: 'stopped' }
  | { readonly phase: 'running'; readonly child: ChildProcess; readonly over: Promise<void> }
  | { readonly phase: 'waiting'; readonly timer: NodeJS.Timeout }

/** Starts a process and keeps it running. */
export function supervise(spec: ProcessSpec): SupervisedProcess {
  let state: State = { phase: 'stopped' }
  let failures = 0
  let launches = 0

  const launch = (): void => {
    const child = spawnLogged(spec, launches === 0)
    const since = performance.now()
    const { promise: over, resolve } = Promise.withResolvers<void>()
    launches += 1
    state = { phase: 'running', child, over }
    const ended = (why: string): void => {
      resolve()
      if (state.phase !== 'running' || state.child !== child) return // somebody stopped it
      const next = restartAfter(failures, performance.now() - since)
      failures = next.failures
      state = { phase: 'waiting', timer: setTimeout(launch, next.delayMs) }
      spec.onCrash(
        `${spec.name} ended (${why}): ${lastWords(spec.log)}. It starts again in ${next.delayMs / 1000} s; its log is ${spec.log}`,
      )
    }
    child.once('error', (error) => ended(error.message))
    child.once('exit', (code, signal) => ended(signal ?? `code ${code}`))
  }
  const stop = async (): Promise<void> => {
    const before = state
    state = { phase: 'stopped' }
    if (before.phase === 'waiting') clearTimeout(before.timer)
    if (before.phase === 'running') await end(before.child, before.over)
  }
  const signalled = (signal: NodeJS.Signals): void => {
    if (state.phase !== 'running') throw new Error(`${spec.name} does not run`)
    state.child.kill(signal)
  }

  launch()
  return {
    name: spec.name,
    get pid() {
      return state.phase === 'running' ? state.child.pid : undefined
    },
    start() {
      if (state.phase === 'stopped') launch()
    },
    async ready({ signal } = {}) {
      const hopeless = new AbortController()
      const watch = setInterval(() => {
        if (failures >= HOPELESS) hopeless.abort(new Error(`it ended ${failures} times`))
      }, 100)
      try {
        await untilReady(
          spec.probe,
          AbortSignal.any([
            hopeless.signal,
            AbortSignal.timeout(READY_MS),
            ...(signal === undefined ? [] : [signal]),
          ]),
        )
      } catch (cause) {
        if (!(cause instanceof NotReadyError)) throw cause
        throw new Error(
          `${spec.name} did not become ready: ${lastWords(spec.log)} (${cause.lastAnswer}). Its log is ${spec.log}`,
          { cause },
        )
      } finally {
        clearInterval(watch)
      }
    },
    async kill() {
      const { over } = state.phase === 'running' ? state : {}
      signalled('SIGKILL')
      await over
    },
    pause: () => signalled('SIGSTOP'),
    resume: () => signalled('SIGCONT'),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

const READY_MS = 60_000
/** A process that ends this often in a row before it was ever ready is not going to be. */
const HOPELESS = 4
/** Together with PostgreSQL's own stop this stays under the five seconds that Ctrl-C may take. */
const GRACE_MS = 2_500

function spawnLogged(spec: ProcessSpec, fresh: boolean): ChildProcess {
  const log = openLog(spec.log, { fresh })
  try {
    const child = spawn(spec.command, [...spec.args], {
      cwd: spec.cwd,
      env: spec.env,
      // A group of its own: Ctrl-C in a terminal reaches us alone, and we stop everything in order.
      detached: true,
      stdio: ['ignore', log, log],
    })
    followUs(child)
    return child
  } finally {
    closeSync(log)
  }
}

/** Stops the process when this one is gone, however it went: a shell waits for the end of a pipe that we hold. */
function followUs(child: ChildProcess): void {
  if (child.pid === undefined) return // it could not be started; 'error' follows
  const guard = spawn('/bin/sh', ['-c', `read -r _; kill -TERM ${child.pid}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.once('exit', () => guard.kill('SIGKILL'))
}

async function end(child: ChildProcess, over: Promise<void>): Promise<void> {
  child.kill('SIGTERM')
  child.kill('SIGCONT') // a paused one must wake to hear it
  const late = new AbortController()
  const grace = delay(GRACE_MS, 'late', { signal: late.signal }).catch(() => undefined)
  if ((await Promise.race([over, grace])) === 'late') child.kill('SIGKILL')
  late.abort()
  await over
}
