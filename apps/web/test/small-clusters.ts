import type { ApiResourcesAnswer } from '@argus/contracts/http/api-resources'
import type { ClusterDiagnosis } from '@argus/contracts/cluster-diagnosis'
import {
  clustersEndpoints,
  type ClusterAnswer,
  type ClustersAnswer,
  type CreatedAnswer,
} from '@argus/contracts/http/clusters'
import { pluginsEndpoints } from '@argus/contracts/http/plugins'
import type { WatchesAnswer } from '@argus/contracts/http/watches'

/** What a small Argus answers, and with which status. */
interface Answer {
  readonly status: number
  readonly body?: unknown
}

/** The registry of clusters as the watcher answers of it: which there are, how they are reached, what is followed there. */
export class SmallClusters {
  clusters: ClusterAnswer[] = []
  /** What every check comes to. */
  diagnosis: ClusterDiagnosis = { type: 'ok', version: 'v1.34.2', findings: [] }
  watches: WatchesAnswer['watches'] = []
  resources: ApiResourcesAnswer['resources'] = []
  /** `cluster/plugin` each. */
  readonly off = new Set<string>()
  /** The last proof of who one is is too old for what is dangerous. */
  proofOld = false
  /** Registration tokens, in the order in which they were made. */
  readonly tokens: string[] = []
  /** Clusters whose agent was revoked. */
  readonly revoked: string[] = []
  /** Kubeconfigs in the order in which they were sent. */
  readonly sent: string[] = []
  /** Called with the id of each that is added or removed. */
  changed: (change: { readonly type: 'added' | 'removed'; readonly id: string }) => void = () =>
    undefined

  /** Nothing where it is not about clusters. */
  answer(call: string, body: unknown): Answer | undefined {
    const [, method = '', id, rest = ''] =
      /^(\w+) \/api\/clusters(?:\/([\w-]+))?(\/[\w/-]+)?(?:\?version=\d+)?$/u.exec(call) ?? []
    if (method === '') return undefined
    if (id === undefined) return method === 'GET' ? this.#list() : this.#add(body)
    if (call === 'POST /api/clusters/check') return this.#try(body)
    const cluster = this.clusters.find((one) => one.id === id)
    if (cluster === undefined) return refusal(404, 'not_found')
    switch (`${method} ${rest.split('/')[1] ?? ''}`) {
      case 'GET ':
        return { status: 200, body: cluster }
      case 'DELETE ':
        return this.#remove(cluster)
      case 'POST check':
        return { status: 200, body: this.diagnosis }
      case 'GET watches':
        return { status: 200, body: { watches: this.watches } }
      case 'GET api-resources':
        return { status: 200, body: { resources: this.resources } }
      case 'POST agent':
        if (this.proofOld) return refusal(403, 'step_up_required')
        return { status: 201, body: this.#token() }
      case 'DELETE agent':
        return this.#revoke(cluster)
      case 'PUT plugins':
        return this.#switch(`${id}/${rest.split('/')[2]}`, body)
      default:
        return undefined
    }
  }

  /** What `GET /api/plugins` says of the clusters of a plugin that each of them has. */
  of(plugin: string): { id: string; present: boolean; enabled: boolean }[] {
    return this.clusters.map(({ id }) => ({
      id,
      present: plugin !== 'calico',
      enabled: !this.off.has(`${id}/${plugin}`),
    }))
  }

  #list(): Answer {
    const clusters = this.clusters.map(({ id, name, labels, source, state, agent }) => ({
      id,
      name,
      labels,
      source,
      state,
      ...(agent !== undefined && { agent: { connected: agent.connected } }),
    }))
    return { status: 200, body: { clusters } satisfies ClustersAnswer }
  }

  #try(body: unknown): Answer {
    const { kubeconfig = '' } = clustersEndpoints.try.body.parse(body)
    this.sent.push(kubeconfig)
    return { status: 200, body: this.diagnosis }
  }

  #add(body: unknown): Answer {
    if (this.proofOld) return refusal(403, 'step_up_required')
    const given = clustersEndpoints.create.body.parse(body)
    const { id, name = id, labels, kubeconfig = '', agent } = given
    if (this.clusters.some((one) => one.id === id))
      return { status: 409, body: { error: `there is a cluster "${id}"`, code: 'conflict' } }
    if (agent === true) {
      const made = agentClusterAnswer(id, { name, labels })
      this.clusters.push(made)
      this.changed({ type: 'added', id })
      return { status: 201, body: { ...made, registration: this.#token() } satisfies CreatedAnswer }
    }
    this.sent.push(kubeconfig)
    const made = clusterAnswer(id, { name, labels })
    this.clusters.push(made)
    this.changed({ type: 'added', id })
    return { status: 201, body: made }
  }

  #token(): NonNullable<CreatedAnswer['registration']> {
    const token = `argus_agent_${`${this.tokens.length}`.padStart(43, 'A')}`
    this.tokens.push(token)
    return { token, expiresAt: new Date(Date.now() + 3_600_000).toISOString() }
  }

  #revoke({ id }: ClusterAnswer): Answer {
    if (this.proofOld) return refusal(403, 'step_up_required')
    this.revoked.push(id)
    this.setAgent(id, AWAY)
    return { status: 204 }
  }

  /** From now on it stands so with the agent of a cluster. */
  setAgent(id: string, agent: AgentAnswer): void {
    this.clusters = this.clusters.map((one) => (one.id === id ? { ...one, agent } : one))
  }

  #remove({ id }: ClusterAnswer): Answer {
    if (this.proofOld) return refusal(403, 'step_up_required')
    this.clusters = this.clusters.filter((one) => one.id !== id)
    this.changed({ type: 'removed', id })
    return { status: 204 }
  }

  #switch(name: string, body: unknown): Answer {
    const { enabled } = pluginsEndpoints.switch.body.parse(body)
    if (enabled) this.off.delete(name)
    else this.off.add(name)
    return { status: 200, body: { enabled } }
  }
}

export function clusterAnswer(id: string, parts: Partial<ClusterAnswer> = {}): ClusterAnswer {
  const at = new Date(Date.now() - 86_400_000).toISOString()
  return {
    id,
    name: id,
    labels: {},
    source: 'registry',
    state: 'live',
    server: `https://${id}.example.com:6443`,
    credential: 'token',
    version: 3,
    createdAt: at,
    updatedAt: at,
    ...parts,
  }
}

type AgentAnswer = NonNullable<ClusterAnswer['agent']>

/** Never heard of, or not for long. */
export const AWAY: AgentAnswer = { connected: false, since: null, version: null, lag: null }

/** As it stands with an agent that is there. */
export function connected(parts: Partial<AgentAnswer> = {}): AgentAnswer {
  const since = new Date(Date.now() - 3 * 3_600_000).toISOString()
  return { connected: true, since, version: '0.1.0', lag: 240, ...parts }
}

/** A cluster whose agent dials in, and has not done so. */
export function agentClusterAnswer(id: string, parts: Partial<ClusterAnswer> = {}): ClusterAnswer {
  const made = { source: 'agent', server: '', credential: 'none', agent: AWAY } as const
  return clusterAnswer(id, { ...made, state: 'unreachable', ...parts })
}

function refusal(status: number, code: string): Answer {
  return { status, body: { error: code, code } }
}

/** A kind that is served, and that nobody has asked for. */
export const PODS: ApiResourcesAnswer['resources'][number] = {
  group: 'core',
  version: 'v1',
  resource: 'pods',
  kind: 'Pod',
  namespaced: true,
  shortNames: ['po'],
  versions: ['v1'],
  followed: false,
}
