import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { programPath } from '@argus/charts/programs'
import { outputOf } from '@argus/charts/run-program'
import { inRepository } from '@argus/constellation/repository'
import { stringify } from 'yaml'

import type { Kubectl } from './kubectl.ts'

export const NAMESPACE = 'argus-cluster-test'
/** Also the name of everything in it. */
export const RELEASE = 'argus'
/** The release of the agent, and the name of everything in it. */
export const AGENT = 'argus-agent'
/** What finds all that the releases have outside of their namespace. */
export const OURS = `app.kubernetes.io/instance in (${RELEASE}, ${AGENT})`
/** The name under which Argus follows the cluster that it runs in. */
export const OWN_CLUSTER = 'in-cluster'

/** `helm` on the context, in the namespace of the test; throws what it complains of. */
export type Helm = (...args: readonly string[]) => Promise<string>

export function helmOn({ context }: Kubectl): Helm {
  const at = ['--kube-context', context, '--namespace', NAMESPACE]
  return (...args) => outputOf(programPath('helm'), [...args, ...at])
}

/** Installs the chart of Argus, and waits until it is ready. */
export async function install(helm: Helm, values: object): Promise<void> {
  await installChart(helm, { release: RELEASE, chart: CHART, values })
}

/** Installs that of the agent, likewise. */
export async function installAgent(helm: Helm, values: object): Promise<void> {
  await installChart(helm, { release: AGENT, chart: AGENT_CHART, values })
}

/** Takes the agent away. */
export async function uninstallAgent(helm: Helm): Promise<void> {
  await helm('uninstall', AGENT, ...WAIT)
}

async function installChart(
  helm: Helm,
  {
    release,
    chart,
    values,
  }: { readonly release: string; readonly chart: string; readonly values: object },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'argus-values-'))
  try {
    const file = join(folder, 'values.yaml')
    await writeFile(file, stringify(values))
    await helm('install', release, chart, '--create-namespace', '--values', file, ...WAIT)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Takes the release to images of another tag. */
export async function upgrade(helm: Helm, tag: string): Promise<void> {
  await helm('upgrade', RELEASE, CHART, '--reuse-values', '--set', `image.tag=${tag}`, ...WAIT)
}

/** Takes it back to what it was at its first revision. */
export async function rollback(helm: Helm): Promise<void> {
  await helm('rollback', RELEASE, '1', ...WAIT)
}

/** Takes the release away; resolves when its pods, which helm does not wait for, are gone. */
export async function uninstall(helm: Helm, kubectl: Kubectl): Promise<void> {
  await helm('uninstall', RELEASE, ...WAIT)
  const gone = ['--for=delete', 'pods', '--all', '--timeout=90s']
  await kubectl('--namespace', NAMESPACE, 'wait', ...gone)
}

/** Takes away all that a test may have left: the namespace, and what the releases have outside of it. */
export async function remove(kubectl: Kubectl): Promise<void> {
  const wait = ['--wait=true', '--timeout=180s', '--ignore-not-found']
  await kubectl('delete', 'namespace', NAMESPACE, ...wait)
  await kubectl('delete', 'clusterrole,clusterrolebinding', '--selector', OURS, ...wait)
}

const CHART = inRepository('charts/argus')
const AGENT_CHART = inRepository('charts/argus-agent')
const WAIT = ['--wait', '--timeout', '10m']
