import type { ClusterSource } from '@argus/contracts/http/clusters'
import { systemResolve, type Resolve } from '@argus/informer/resolve'

import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import { Definitions, noteDefinitions } from './definitions.ts'
import type { DesiredCluster } from './desired-cluster.ts'
import { agentReach } from './agent/agent-reach.ts'
import type { AgentLines } from './agent/agent-lines.ts'
import { apiReach } from './reach/api-reach.ts'
import type { Reach } from './reach/reach.ts'

/** A cluster while it is followed. What people call it may change meanwhile. */
export interface Cluster {
  readonly id: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly source: ClusterSource
  readonly server: string
  readonly reach: Reach
  readonly definitions: Definitions
  /** Aborts when the cluster leaves. */
  readonly signal: AbortSignal
}

export interface RegistryOptions {
  /** Judges where connections to clusters lead that somebody else than the operator of Argus named. */
  readonly guard: Resolve
  readonly lines: AgentLines
  readonly clock: Clock
  readonly events: Events
}

/** Which clusters there are now: started when they join, stopped when they leave or are reached in another way. */
export class ClusterRegistry implements AsyncDisposable {
  readonly #running = new Map<string, RunningCluster>()
  readonly #options: RegistryOptions

  constructor(options: RegistryOptions) {
    this.#options = options
  }

  get clusters(): ReadonlyMap<string, Cluster> {
    return this.#running
  }

  /** Makes it so. What joins has begun when this is called; resolves when what left has ended. */
  async apply(desired: readonly DesiredCluster[]): Promise<void> {
    const wanted = new Map(desired.map((cluster) => [cluster.id, cluster]))
    const ending: Promise<void>[] = []
    for (const [id, running] of this.#running) {
      const cluster = wanted.get(id)
      if (cluster === undefined || cluster.way !== running.way) ending.push(this.#stop(id))
      else running.rename(cluster)
    }
    for (const cluster of wanted.values()) {
      if (!this.#running.has(cluster.id)) this.#start(cluster)
    }
    this.#options.events.clusters(this.#running.size)
    await Promise.all(ending)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.#stop(id)))
  }

  #start(cluster: DesiredCluster): void {
    const { id, name, server, commands } = cluster
    this.#options.events.clusterJoined({ cluster: id, context: name, server, commands })
    this.#running.set(id, new RunningCluster(cluster, this.#options))
  }

  async #stop(id: string): Promise<void> {
    const running = this.#running.get(id)
    this.#running.delete(id)
    await running?.stop()
    this.#options.events.clusterLeft({ cluster: id })
  }
}

/** Sources that the operator of Argus writes: they may name any address. */
const OPERATORS_OWN: ReadonlySet<ClusterSource> = new Set(['kubeconfig', 'in-cluster'])

class RunningCluster implements Cluster {
  readonly reach: Reach
  readonly definitions = new Definitions()
  readonly #stop = new AbortController()
  readonly #noting: Promise<void>
  readonly #back: Disposable
  #desired: DesiredCluster

  constructor(desired: DesiredCluster, { guard, lines, clock, events }: RegistryOptions) {
    this.#desired = desired
    const { id, source } = desired
    const resolve = OPERATORS_OWN.has(source) ? systemResolve : guard
    this.reach =
      desired.source === 'agent' ? agentReach(lines, id) : apiReach(desired.access, resolve)
    this.#back = this.reach.onBack(() => this.definitions.noteBack())
    const { signal } = this
    this.#noting = noteDefinitions(this.reach, this.definitions, {
      clock,
      signal,
      onDefect: (error) => events.bug('following the definitions of a cluster', error),
    })
  }

  get id(): string {
    return this.#desired.id
  }

  get name(): string {
    return this.#desired.name
  }

  get labels(): Readonly<Record<string, string>> {
    return this.#desired.labels
  }

  get source(): ClusterSource {
    return this.#desired.source
  }

  get server(): string {
    return this.#desired.server
  }

  get way(): string {
    return this.#desired.way
  }

  get signal(): AbortSignal {
    return this.#stop.signal
  }

  /** Takes what people call it now; it is reached as before. */
  rename(desired: DesiredCluster): void {
    this.#desired = desired
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Error('the cluster is followed no more'))
    this.#back[Symbol.dispose]()
    await this.#noting
    await this.reach[Symbol.asyncDispose]()
  }
}
