import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { inRepository } from './repository.ts'
import { type Env, supervise, type SupervisedProcess } from './supervised-process.ts'
import { findUserClusters, type UserClusters, writeSelection } from './user-clusters.ts'

/** Which clusters a constellation shows. */
export type ClusterChoice =
  /** Every context of this kubeconfig, whether it answers or not. */
  | { readonly type: 'kubeconfig'; readonly path: string }
  /** The contexts of these files that answer; simulated ones where none does. */
  | { readonly type: 'own'; readonly paths: readonly string[] }

export interface Clusters extends AsyncDisposable {
  readonly kubeconfig: string
  /** What they are, for a person. */
  readonly detail: string
  /** Present when they are simulated. */
  readonly process: SupervisedProcess | undefined
}

export interface ClusterOptions {
  readonly choice: ClusterChoice
  readonly dir: string
  readonly log: string
  readonly env: Env
  readonly signal: AbortSignal
  readonly onCrash: (line: string) => void
  /** Told what a person should know, a line at a time: who was left out, what is run. */
  readonly onNote: (line: string) => void
}

/** Finds the clusters, or starts the simulated ones, in a process of their own: they must not stall anyone. */
export async function openClusters(options: ClusterOptions): Promise<Clusters> {
  const { choice, dir, onNote } = options
  if (choice.type === 'kubeconfig') {
    return { ...choice, kubeconfig: choice.path, detail: choice.path, ...NOT_OURS }
  }
  const found = await findUserClusters(choice.paths)
  for (const { context, why } of found.left) onNote(`left out: ${context} (${why})`)
  if (found.answering.length === 0) return simulate(options)
  for (const command of found.commands) onNote(`runs for a credential: ${command}`)
  return { ...(await ownClusters(choice.paths, found, dir)), ...NOT_OURS }
}

const NOT_OURS = {
  process: undefined,
  async [Symbol.asyncDispose]() {},
}

/** The file itself where all of it is used: what changes in it is followed. Else a copy without the rest. */
async function ownClusters(
  paths: readonly string[],
  { answering, left }: UserClusters,
  dir: string,
): Promise<Pick<Clusters, 'kubeconfig' | 'detail'>> {
  const detail = answering.join(', ')
  const [only, ...others] = paths
  if (only !== undefined && others.length === 0 && left.length === 0) {
    return { kubeconfig: only, detail: `${detail} (of ${only})` }
  }
  const kubeconfig = join(dir, 'kubeconfig')
  await writeSelection(kubeconfig, paths, answering)
  return { kubeconfig, detail }
}

async function simulate({ dir, log, env, signal, onCrash }: ClusterOptions): Promise<Clusters> {
  const kubeconfig = join(dir, 'simulated-kubeconfig')
  // Each run has clusters of its own, with a certificate that is not a year old; only restarts within it share them.
  for (const left of [kubeconfig, `${kubeconfig}.identity`]) await rm(left, { force: true })
  const process = supervise({
    name: 'simulated clusters',
    command: globalThis.process.execPath,
    args: [inRepository('packages/constellation/src/simulation-main.ts'), kubeconfig],
    cwd: dir,
    env,
    log,
    probe: async () => (await findUserClusters([kubeconfig])).left.length === 0 || 'not yet',
    onCrash,
  })
  await using made = new AsyncDisposableStack()
  made.use(process)
  await process.ready({ signal })
  const { answering } = await findUserClusters([kubeconfig])
  const kept = made.move()
  return {
    kubeconfig,
    detail: `simulated, as no context of a kubeconfig answers: ${answering.join(', ')}`,
    process,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
