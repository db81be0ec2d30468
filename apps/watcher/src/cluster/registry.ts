import type { ClusterDiagnosis } from '@argus/contracts/cluster-diagnosis'
import type { ClusterSource } from '@argus/contracts/http/clusters'
import { openApiServer, type ApiServer } from '@argus/informer/api-server'
import { systemResolve, type Resolve } from '@argus/informer/resolve'

import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import { checkCluster } from './check/check-cluster.ts'
import { Definitions, noteDefinitions } from './definitions.ts'
import type { DesiredCluster } from './desired-cluster.ts'

/** A cluster while it is followed. What people call it may change meanwhile. */
export interface Cluster {
  readonly id: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly source: ClusterSource
  readonly server: string
  readonly api: ApiServer
  readonly definitions: Definitions
  /** Goes the whole way to it once more, beside what follows it. */
  check(signal: AbortSignal): Promise<ClusterDiagnosis>
  /** Aborts when the cluster leaves. */
  readonly signal: AbortSignal
}

export interface RegistryOptions {
  /** Judges where connections to clusters lead that somebody else than the operator of Argus named. */
  readonly guard: Resolve
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
  readonly api: ApiServer
  readonly definitions = new Definitions()
  readonly #stop = new AbortController()
  readonly #noting: Promise<void>
  readonly #resolve: Resolve
  #desired: DesiredCluster

  constructor(desired: DesiredCluster, { guard, clock, events }: RegistryOptions) {
    this.#desired = desired
    this.#resolve = OPERATORS_OWN.has(desired.source) ? systemResolve : guard
    const options = { userAgent: 'argus-watcher', resolve: this.#resolve }
    this.api = openApiServer(desired.access, options)
    const { signal } = this
    this.#noting = noteDefinitions(this.api, this.definitions, { clock, signal }).catch(
      (error: unknown) => {
        if (!signal.aborted) events.bug('following the definitions of a cluster', error)
      },
    )
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

  check(signal: AbortSignal): Promise<ClusterDiagnosis> {
    return checkCluster(this.#desired.access, { resolve: this.#resolve, signal })
  }

  /** Takes what people call it now; it is reached as before. */
  rename(desired: DesiredCluster): void {
    this.#desired = desired
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Error('the cluster is followed no more'))
    await this.#noting
    await this.api[Symbol.asyncDispose]()
  }
}
