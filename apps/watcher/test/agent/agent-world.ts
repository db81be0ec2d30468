import { createdAnswerSchema } from '@argus/contracts/http/clusters'
import type { FakeApiServer } from '@argus/fake-api-server/server'
import type { FaultProxy } from '@argus/testkit/fault-proxy'
import { startFaultProxy } from '@argus/testkit/fault-proxy'
import { until } from '@argus/testkit/until'

import type { Watcher } from '../../src/service.ts'
import { clusterAdministrator } from '../auth-service.ts'
import { registryClient, type RegistryClient } from '../registry/registry-client.ts'
import { startStand, type Stand } from '../stand.ts'
import { startAgent, type AgentOptions, type AgentProcess } from './agent-process.ts'

/** A cluster that only its agent reaches, and the way from there to the watchers. */
export interface AgentWorld extends AsyncDisposable {
  readonly stand: Stand
  readonly server: FakeApiServer
  /** Between the agent and whichever watcher listens behind it. */
  readonly line: FaultProxy
  /** Where the line leads from now on. */
  lead(watcher: Pick<Watcher, 'url'>): void
  readonly watcher: Watcher
  administrator(watcher?: Watcher): RegistryClient
  /** Registers a cluster with an agent, and answers its token. */
  register(id: string): Promise<string>
  startAgent(options: Partial<AgentOptions>): Promise<AgentProcess>
  /** Of a resource of plugin Prometheus. */
  state(resource: string, cluster?: string): Promise<string | undefined>
  keys(resource: string, cluster?: string): Promise<readonly string[]>
  live(resource: string, cluster?: string): Promise<void>
}

const GROUP = 'monitoring.coreos.com'

/** What is followed here. */
export const monitors = { group: GROUP, resource: 'servicemonitors' } as const

export const topicOf = (resource: string, cluster = 'hidden') =>
  ({ cluster, group: GROUP, version: 'v1', resource }) as const

export async function startAgentWorld(): Promise<AgentWorld> {
  await using made = new AsyncDisposableStack()
  const stand = made.use(await startStand())
  await stand.follow()
  const server = await stand.addCluster('hidden')
  const watcher = await stand.start('one', { kubeconfig: undefined })
  let port = Number(new URL(watcher.url).port)
  const line = made.use(
    await startFaultProxy({
      get port() {
        return port
      },
    }),
  )
  const administrator = ({ url }: Watcher = watcher): RegistryClient =>
    registryClient(url, stand.auth.logIn([clusterAdministrator()], { provedAgo: 0 }).token)
  const kept = made.move()
  const state: AgentWorld['state'] = async (resource, cluster) =>
    (await stand.meta(topicOf(resource, cluster)))['state']
  return {
    stand,
    server,
    line,
    watcher,
    administrator,
    lead: (next) => (port = Number(new URL(next.url).port)),
    async register(id) {
      const answer = await administrator().call('POST', '', { id, agent: true })
      const { registration } = createdAnswerSchema.parse(answer.body)
      if (registration === undefined) throw new Error(`no token came: ${answer.text}`)
      return registration.token
    },
    async startAgent(options) {
      const url = `http://127.0.0.1:${line.port}`
      return kept.use(await startAgent({ server, url, ...options }))
    },
    state,
    async keys(resource, cluster) {
      return [...(await stand.rows(topicOf(resource, cluster))).keys()].toSorted()
    },
    async live(resource, cluster) {
      await until(async () => (await state(resource, cluster)) === 'live', {
        timeoutMs: 30_000,
        what: `${resource} to be live`,
      })
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
