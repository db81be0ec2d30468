import { PILOT, Witness, type Law } from './witness.ts'
import type { Asked } from './requests.ts'
import type { Right } from './rights.ts'
import { ORIGIN, PILOT_TOPIC } from './lane.ts'
import type { Cluster, Kind } from './vocabulary.ts'
import type { World } from './world.ts'
import type { Login } from '../rig/fake-auth.ts'
import { connect, type TestClient } from '../rig/client.ts'

/** A user of a schedule: what may be in force of their rights, the newest last, and how often those changed. */
export interface User {
  readonly id: string
  rights: (readonly Right[])[]
  version: number
}

/** One subscription that a reader holds, or asked for. */
export interface Slot {
  readonly id: string
  readonly asked: Asked
  /** Whether the gateway may have seen a moment in which there was nothing of it to be had. */
  excused: boolean
}

/** How the clusters of a schedule are really called, and its kinds. */
export interface Naming {
  readonly group: string
  real(cluster: Cluster): string
  own(real: string): Cluster | undefined
}

export interface ReaderParts {
  readonly user: User
  readonly world: World
  readonly naming: Naming
}

/** One client of a schedule, over all of its connections. */
export class Reader implements AsyncDisposable {
  readonly user: User
  readonly slots = new Map<number, Slot>()
  /** Of all connections that are over. */
  readonly faults: string[] = []
  /** How often it was told what, for who wants to know whether anything was tried at all. */
  readonly told = new Map<string, number>()
  login: Login
  client: TestClient | undefined
  witness: Witness | undefined
  gateway = 0
  /** Its session was revoked: the connection has to end. */
  revoked = false
  /** Its gateway stopped: the connection may end. */
  drained = false
  paused = false
  disturbed = false
  readonly #parts: ReaderParts
  readonly #asked = new Map<string, Asked>()
  #count = 0

  constructor(login: Login, parts: ReaderParts) {
    this.login = login
    this.user = parts.user
    this.#parts = parts
  }

  /** Dials and asks for all it held, from where it was or anew; answers come when they come. */
  async dial(url: string, resume: boolean): Promise<void> {
    const before = resume ? this.witness : undefined
    await this.hangUp()
    this.revoked = false
    this.drained = false
    const client = await connect(url, { origin: ORIGIN })
    const witness = new Witness(this.#law(), before)
    this.client = client
    this.witness = witness
    client.socket.on('message', () => {
      const frame = client.frames.at(-1)
      if (frame !== undefined) witness.take(frame)
    })
    client.say({ type: 'hello', token: this.login.token() })
    const { cluster, group, resource } = PILOT_TOPIC
    client.say({
      type: 'subscribe',
      id: PILOT,
      topic: { cluster, group, resource },
      shape: 'object',
    })
    for (const slot of this.slots.values()) this.#ask(slot, before)
  }

  subscribe(slot: number, asked: Asked): Slot {
    this.unsubscribe(slot)
    this.#count += 1
    const made = { id: `s${slot}.${this.#count}`, asked, excused: false }
    this.slots.set(slot, made)
    this.#asked.set(made.id, asked)
    this.#ask(made, undefined)
    return made
  }

  unsubscribe(slot: number): void {
    const held = this.slots.get(slot)
    if (held === undefined) return
    this.slots.delete(slot)
    this.witness?.forget(held.id)
    // What is over already is unknown there, and refused: that says nothing of it.
    if (this.witness?.over.has(held.id) === false) this.#say({ type: 'unsubscribe', id: held.id })
  }

  renew(): void {
    this.#say({ type: 'renew', token: this.login.token() })
  }

  pause(): void {
    this.client?.socket.pause()
    this.paused = true
    this.disturbed = true
  }

  read(): void {
    this.client?.socket.resume()
    this.paused = false
  }

  /** Ends the connection, if there is one, without a word. */
  async hangUp(): Promise<void> {
    this.read()
    this.faults.push(...(this.witness?.faults ?? []))
    for (const frame of this.client?.frames ?? []) {
      const what = frame.type === 'synced' && frame.resumed ? 'resumed' : frame.type
      this.told.set(what, (this.told.get(what) ?? 0) + 1)
      if (frame.type === 'events' && frame.events.some((event) => 'patch' in event))
        this.told.set('patch', (this.told.get('patch') ?? 0) + 1)
    }
    await this.client?.[Symbol.asyncDispose]()
    this.client = undefined
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.hangUp()
  }

  #ask({ id, asked }: Slot, before: Witness | undefined): void {
    const { naming } = this.#parts
    const { about: _, cluster, kind, ...filter } = asked
    const real = (own: Cluster): string => naming.real(own)
    const from = (before?.viewsOf(id) ?? []).flatMap(({ at, cluster: in_, kind: of }) =>
      at === undefined ? [] : [[`${real(in_)}/${naming.group}/${of}`, at] as const],
    )
    this.#say({
      type: 'subscribe',
      id,
      topic: {
        cluster: cluster === '*' ? '*' : real(cluster),
        group: naming.group,
        resource: kind satisfies Kind | '*',
      },
      ...filter,
      ...(before !== undefined && { from: Object.fromEntries(from) }),
    })
  }

  #say(frame: object): void {
    if (this.client?.socket.readyState === WebSocket.OPEN) this.client.say(frame)
  }

  #law(): Law {
    const { world, naming } = this.#parts
    return {
      world,
      rights: () => this.user.rights,
      asked: (id) => this.#asked.get(id),
      clusterOf: (real) => naming.own(real),
      disturbed: () => this.disturbed,
    }
  }
}
