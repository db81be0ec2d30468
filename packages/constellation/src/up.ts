/** `make up`: starts everything on this machine, says step by step what it does, and keeps it running until Ctrl-C. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

import { claimFolder } from './claim.ts'
import type { ClusterChoice } from './clusters.ts'
import { startConstellation } from './constellation.ts'
import { dataFolder } from './repository.ts'
import type { Step } from './steps.ts'

process.exit(await up())

async function up(): Promise<number> {
  const dir = dataFolder(process.env)
  const claim = await claimFolder(dir)
  if (!('stopAsked' in claim)) {
    const where =
      claim.console === undefined ? 'It is still starting.' : `Its console: ${claim.console}`
    console.log(`Argus runs already, as process ${claim.pid}. ${where} \`make down\` stops it.`)
    return 1
  }
  await using _claim = claim
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => stop.abort(new Error(signal)))
  void claim.stopAsked.then(() => stop.abort(new Error('make down')))
  try {
    await run(dir, stop.signal, (console) => claim.announce(console))
    return 0
  } catch (error) {
    if (stop.signal.aborted) return 0
    console.error(
      `\nArgus could not start. ${error instanceof Error ? error.message : String(error)}`,
    )
    return 1
  }
}

async function run(
  dir: string,
  signal: AbortSignal,
  announce: (console: string) => void,
): Promise<void> {
  console.log('Argus starts on this machine.\n')
  const began = performance.now()
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, ...env } = process.env
  await using argus = await startConstellation({
    dir,
    env,
    clusters: clusterChoice(env),
    databaseUrl,
    redisUrl,
    signal,
    onStep: tellStep,
    onNote: (line) => console.log(`  · ${line}`),
  })
  announce(argus.consoleUrl)
  console.log(`
Ready in ${seconds(performance.now() - began)}.

  Console   ${argus.consoleUrl}
  Login     admin@argus.local, password admin (in this development mode only)

Ctrl-C stops everything. The data stays in ${dir}; the logs are in its folder logs.`)
  await aborted(signal)
  console.log('\nStopping.')
}

function clusterChoice({ KUBECONFIG, HOME = homedir() }: NodeJS.ProcessEnv): ClusterChoice {
  const named = (KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '')
  const usual = join(HOME, '.kube', 'config')
  if (named.length > 0) return { type: 'own', paths: named }
  return { type: 'own', paths: existsSync(usual) ? [usual] : [] }
}

function tellStep({ name, detail, ms }: Step): void {
  console.log(`  ✓ ${name.padEnd(12)} ${seconds(ms).padStart(7)}   ${detail}`)
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
