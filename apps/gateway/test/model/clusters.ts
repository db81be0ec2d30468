import type { Change } from '@argus/bus/publish'

import { changeTo } from './change-to.ts'
import type { Lane } from './lane.ts'
import type { Naming } from './reader.ts'
import type { Edit } from './steps.ts'
import type { TopicWriter } from './topic-writer.ts'
import { CLUSTERS, keyOf, KINDS, NAMES, type Cluster, type Kind } from './vocabulary.ts'
import { World } from './world.ts'

/** The clusters of one schedule: what is in them, and its writing to the topic log. */
export class Clusters implements AsyncDisposable {
  readonly world = new World()
  readonly #lane: Lane
  readonly #naming: Naming
  readonly #topics = new Map<string, TopicWriter>()
  /** `cluster kind` that a gateway may believe not to be there. */
  #doubtful = new Set(PAIRS.map(pairText))

  static async begin(lane: Lane, naming: Naming): Promise<Clusters> {
    const clusters = new Clusters(lane, naming)
    clusters.world.set({ cluster: 'c' }, false)
    await clusters.#writeDown()
    return clusters
  }

  constructor(lane: Lane, naming: Naming) {
    this.#lane = lane
    this.#naming = naming
  }

  isDoubtful(cluster: Cluster, kind: Kind): boolean {
    return this.#doubtful.has(pairText([cluster, kind]))
  }

  /** All gateways know what is there now. */
  settled(): void {
    this.#doubtful = new Set(PAIRS.filter((pair) => !this.world.has(...pair)).map(pairText))
  }

  /** What a gateway does not know yet of what is there. */
  wrongAt(gateway: number): readonly string[] {
    const known = this.#lane.directory(gateway)
    return PAIRS.filter(([cluster, kind]) => {
      return this.world.has(cluster, kind) !== known.has(`${this.#naming.real(cluster)} ${kind}`)
    }).map((pair) => `gateway ${gateway} is wrong about ${pairText(pair)}`)
  }

  async edit(edits: readonly Edit[], untold: boolean): Promise<void> {
    const changes = new Map<TopicWriter, Change[]>()
    for (const { place, look, fresh } of edits) {
      if (look === undefined && this.world.at(place) === undefined) continue
      const topic = this.#topic(place.cluster, place.kind)
      const ofTopic = changes.get(topic) ?? []
      changes.set(topic, ofTopic)
      if (look !== undefined) ofTopic.push(changeTo(this.world.put(place, look, fresh)))
      else {
        this.world.delete(place)
        ofTopic.push({ type: 'delete', key: keyOf(place) })
      }
    }
    for (const [topic, ofTopic] of changes)
      if (untold) await topic.writeUntold(ofTopic)
      else await topic.write(ofTopic)
  }

  /** A change of every object there is. */
  async editAll(): Promise<void> {
    const edits = this.world.now.map((version) => {
      const { cluster, kind, namespace, name, team, owner, health } = version
      const look = { team, owner, health, size: (version.size + version.n) % 11 }
      return { place: { cluster, kind, namespace, name }, look, fresh: false }
    })
    await this.edit(edits, false)
  }

  /** So much that whoever does not read is held back: more than the buffers of a connection take. */
  async flood(): Promise<void> {
    const topic = this.#topic('a', 'things')
    const look = { team: 'red', owner: 'ann', health: 'Failed' as const, size: 9 }
    const place = { cluster: 'a' as const, kind: 'things' as const, namespace: 'shop' as const }
    for (let round = 1; round <= FLOOD_ROUNDS; round += 1)
      await topic.write(
        NAMES.map((name) =>
          changeTo(this.world.put({ ...place, name }, look, false), round < FLOOD_ROUNDS),
        ),
      )
  }

  /** Edits that nobody is told of but by the epoch that begins after them. */
  async takeOver(edits: readonly Edit[]): Promise<void> {
    await this.edit(edits, true)
    const topics = new Set(edits.map(({ place }) => this.#topic(place.cluster, place.kind)))
    for (const topic of topics) await topic.startEpoch()
  }

  /** A cluster, or a kind in it, comes or goes. */
  async setThere(
    what: { readonly cluster: Cluster; readonly kind?: Kind },
    there: boolean,
  ): Promise<void> {
    const { cluster, kind } = what
    const { writer } = this.#lane
    for (const one of kind === undefined ? KINDS : [kind])
      this.#doubtful.add(pairText([cluster, one]))
    this.world.set(what, there)
    if (there) await this.#list(cluster)
    else if (kind === undefined) await writer.removeCluster(this.#naming.real(cluster))
    else await writer.removeResource(this.#topic(cluster, kind).topic)
  }

  /** Redis dies and forgets everything; then all is written again. */
  async forget(): Promise<void> {
    await this.#release()
    this.#doubtful = new Set(PAIRS.map(pairText))
    await this.#lane.forget()
    await this.#writeDown()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#release()
    for (const cluster of CLUSTERS)
      await this.#lane.writer.removeCluster(this.#naming.real(cluster))
  }

  /** Takes and writes all Topics, and lists what is there. */
  async #writeDown(): Promise<void> {
    const { group } = this.#naming
    for (const [cluster, resource] of PAIRS) {
      const topic = { cluster: this.#naming.real(cluster), group, version: 'v1', resource }
      const written = this.#lane.topic(topic, resource === 'things')
      this.#topics.set(pairText([cluster, resource]), written)
      const there = this.world.now.filter((it) => it.cluster === cluster && it.kind === resource)
      await written.begin(there.map((version) => changeTo(version)))
    }
    for (const cluster of CLUSTERS) await this.#list(cluster)
  }

  async #list(cluster: Cluster): Promise<void> {
    if (!this.world.has(cluster)) return
    const { writer } = this.#lane
    const real = this.#naming.real(cluster)
    await writer.putCluster(real, { name: real, labels: {}, state: 'live' })
    for (const kind of KINDS)
      if (this.world.has(cluster, kind))
        await writer.putResource(this.#topic(cluster, kind).topic, {
          kind: 'Thing',
          version: 'v1',
          namespaced: kind === 'things',
          shortNames: [],
          followed: true,
        })
  }

  async #release(): Promise<void> {
    await Promise.all([...this.#topics.values()].map((topic) => topic[Symbol.asyncDispose]()))
    this.#topics.clear()
  }

  #topic(cluster: Cluster, kind: Kind): TopicWriter {
    const topic = this.#topics.get(pairText([cluster, kind]))
    if (topic === undefined) throw new Error(`there is no topic of ${kind} in ${cluster}`)
    return topic
  }
}

type Pair = readonly [Cluster, Kind]

const PAIRS: readonly Pair[] = CLUSTERS.flatMap((cluster) =>
  KINDS.map((kind): Pair => [cluster, kind]),
)

function pairText([cluster, kind]: Pair): string {
  return `${cluster} ${kind}`
}

const FLOOD_ROUNDS = 14
