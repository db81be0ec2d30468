import { startFaultProxy } from '@argus/testkit/fault-proxy'
import { freePort } from '@argus/testkit/free-port'

import { dockerWith } from '../containers/docker.ts'
import { Report, StepFailed } from '../smoke/report.ts'
import { bringsByAgent } from './by-agent.ts'
import { prepareChanges } from './changes.ts'
import { replaceFirstPassword } from './first-password.ts'
import { buildVersions, loadVersions, NEXT, NOW } from './images.ts'
import { kubectlOn } from './kubectl.ts'
import { onlyTheClaim } from './leftovers.ts'
import { followsItself } from './own-cluster.ts'
import { allReady, describe } from './pods.ts'
import { helmOn, install, remove, rollback, uninstall, upgrade } from './release.ts'
import { scalesIn, scalesOut } from './scaling.ts'
import { smokeThroughPortForwards } from './through-port-forwards.ts'
import { READ, underChanges } from './under-changes.ts'
import { addressOnNode, valuesFor } from './values.ts'

export interface ClusterTestOptions {
  /** Of the kubeconfig. */
  readonly context: string
  /** The command that has the cluster take the images that are named behind it; empty where it pulls them. */
  readonly load: string
  readonly tell: (line: string) => void
}

/** Takes one step after the other, up to the first that fails; what was installed goes. Answers the exit code. */
export async function clusterTest(options: ClusterTestOptions): Promise<number> {
  const report = new Report(options.tell)
  const kubectl = kubectlOn(options.context)
  // What a person looks at comes before the line that says what failed, which is looked for at the end.
  const step: TakeStep = (name, take) =>
    report.must(name, async () => {
      try {
        return await take()
      } catch (error) {
        options.tell(await describe(kubectl).catch(String)) // before what was installed goes
        throw error
      }
    })
  try {
    await report.must('cluster', async () => {
      const nodes = await kubectl('get', 'nodes', '--no-headers')
      return `${options.context} has ${nodes.split('\n').length} nodes`
    })
    await test(options, step)
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error
  }
  return report.end('Cluster')
}

type TakeStep = (name: string, take: () => Promise<string>) => Promise<void>

async function test({ context, load }: ClusterTestOptions, step: TakeStep): Promise<void> {
  const kubectl = kubectlOn(context)
  const helm = helmOn(kubectl)
  await step('images', () => buildVersions(dockerWith({})))
  if (load !== '') await step('load', () => loadVersions(load))

  await remove(kubectl) // what a run before left, which ended without its end
  await using made = new AsyncDisposableStack()
  made.defer(() => remove(kubectl))
  made.use(await prepareChanges(kubectl))
  const forwardedUrl = `http://localhost:${await freePort()}`
  await step('install', async () => {
    await install(helm, valuesFor({ consoleUrl: forwardedUrl, tag: NOW }))
    return allReady(kubectl, NOW)
  })
  // Sockets are opened over TLS only, or from the machine itself.
  const door = made.use(await startFaultProxy(await addressOnNode(kubectl)))
  const consoleUrl = `http://127.0.0.1:${door.port}`
  const login = await replaceFirstPassword(kubectl, consoleUrl)
  const installed = { kubectl, consoleUrl, login }
  await step('own cluster', () => followsItself(installed))
  await step('smoke', () =>
    underChanges(installed, () =>
      smokeThroughPortForwards(kubectl, { consoleUrl: forwardedUrl, login }),
    ),
  )
  await step('agent', () => bringsByAgent(installed, helm))
  await step('scaling', () =>
    underChanges(installed, async () => {
      const out = await scalesOut(kubectl, { consoleUrl, login, path: READ })
      return `${out}; ${await scalesIn(kubectl)}`
    }),
  )
  await step('upgrade', () =>
    underChanges(installed, async () => {
      await upgrade(helm, NEXT)
      return allReady(kubectl, NEXT)
    }),
  )
  await step('rollback', () =>
    underChanges(installed, async () => {
      await rollback(helm)
      return allReady(kubectl, NOW)
    }),
  )
  await step('uninstall', async () => {
    await uninstall(helm, kubectl)
    return onlyTheClaim(kubectl)
  })
}
