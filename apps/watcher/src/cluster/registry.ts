import { openApiServer, type ApiServer } from '@argus/informer/api-server'

import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import { Definitions, noteDefinitions } from './definitions.ts'
import type { DesiredCluster } from './kubeconfig.ts'

/** A cluster while it is followed. */
export interface Cluster {
  readonly id: string
  readonly name: string
  readonly api: ApiServer
  readonly definitions: Definitions
  /** Aborts when the cluster leaves. */
  readonly signal: AbortSignal
}

/** Which clusters there are now: started when they join, stopped when they leave or are reached in another way. */
export class ClusterRegistry implements AsyncDisposable {
  readonly #running = new Map<string, Running>()
  readonly #clock: Clock
  readonly #events: Events

  constructor({ clock, events }: { readonly clock: Clock; readonly events: Events }) {
    this.#clock = clock
    this.#events = events
  }

  get clusters(): ReadonlyMap<string, Cluster> {
    return this.#running
  }

  /** Makes it so. */
  async apply(desired: readonly DesiredCluster[]): Promise<void> {
    const wanted = new Map(desired.map((cluster) => [cluster.id, cluster]))
    for (const [id, { way }] of this.#running) {
      const cluster = wanted.get(id)
      if (cluster === undefined || wayTo(cluster) !== way) await this.#stop(id)
    }
    for (const cluster of wanted.values()) {
      if (!this.#running.has(cluster.id)) this.#start(cluster)
    }
    this.#events.clusters(this.#running.size)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.#stop(id)))
  }

  #start(cluster: DesiredCluster): void {
    const { id, name, server, commands, access } = cluster
    this.#events.clusterJoined({ cluster: id, context: name, server, commands })
    const stop = new AbortController()
    const api = openApiServer(access, { userAgent: 'argus-watcher' })
    const definitions = new Definitions()
    const options = { clock: this.#clock, signal: stop.signal }
    const noting = noteDefinitions(api, definitions, options).catch((error: unknown) => {
      if (!stop.signal.aborted) this.#events.bug('following the definitions of a cluster', error)
    })
    this.#running.set(id, {
      id,
      name,
      api,
      definitions,
      signal: stop.signal,
      way: wayTo(cluster),
      async stop() {
        stop.abort(new Error('the cluster is followed no more'))
        await noting
        await api[Symbol.asyncDispose]()
      },
    })
  }

  async #stop(id: string): Promise<void> {
    const running = this.#running.get(id)
    this.#running.delete(id)
    await running?.stop()
    this.#events.clusterLeft({ cluster: id })
  }
}

interface Running extends Cluster {
  readonly way: string
  stop(): Promise<void>
}

/** Credentials are read again by themselves; anything else that changes is another way. */
function wayTo({ name, server, commands }: DesiredCluster): string {
  return JSON.stringify([name, server, commands])
}
