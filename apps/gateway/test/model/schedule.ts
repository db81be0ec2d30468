import type { Grant } from '@argus/contracts/grant'
import { until } from '@argus/testkit/until'

import { Clusters } from './clusters.ts'
import { PILOT_TOPIC, PILOTS, type Lane } from './lane.ts'
import { Reader, type Naming, type Slot, type User } from './reader.ts'
import { REQUESTS } from './requests.ts'
import { grantsOf, type Right } from './rights.ts'
import { due, shown } from './settled.ts'
import { READERS, type Plan, type Step } from './steps.ts'
import { CLUSTERS } from './vocabulary.ts'
import type { Witness } from './witness.ts'

/** Carries out a plan; rejects with everything that a client was told and must not have been, or was not told. */
export async function carryOut(plan: Plan, lane: Lane, name: string): Promise<Told> {
  await using schedule = await Schedule.begin(plan, lane, name)
  for (const step of plan.steps) await schedule.take(step)
  await schedule.settle()
  await schedule.editAll() // what is no longer permitted must stay away also when it changes
  await schedule.settle()
  return await schedule.told()
}

/** How many frames of each type readers were sent. */
export type Told = ReadonlyMap<string, number>

class Schedule implements AsyncDisposable {
  readonly #lane: Lane
  readonly #naming: Naming
  readonly #clusters: Clusters
  readonly #readers: Reader[] = []
  readonly #users: User[] = []
  readonly #faults: string[] = []
  #lines: Disposable[] = []
  #release: () => void = () => undefined

  static async begin({ users, first }: Plan, lane: Lane, name: string): Promise<Schedule> {
    const naming = namingOf(name)
    const schedule = new Schedule(lane, naming, await Clusters.begin(lane, naming))
    for (const rights of users) schedule.#addUser(rights)
    for (const [index, user] of READERS.entries()) await schedule.#addReader(user, index % 2)
    for (const [reader, request] of first.entries())
      await schedule.take({ do: 'subscribe', reader, slot: 0, request })
    return schedule
  }

  constructor(lane: Lane, naming: Naming, clusters: Clusters) {
    this.#lane = lane
    this.#naming = naming
    this.#clusters = clusters
  }

  async take(step: Step): Promise<void> {
    await this.#do(step)
    for (const reader of this.#readers)
      for (const slot of reader.slots.values()) this.#excuse(slot, reader)
  }

  async settle(): Promise<void> {
    this.#heal()
    const wrong = (): readonly string[] => [
      ...[0, 1].flatMap((gateway) => this.#clusters.wrongAt(gateway)),
      ...this.#readers.flatMap((reader, index) => this.#wrongOf(reader, index)),
    ]
    const cutOff = (): boolean => this.#readers.some(({ client }) => client?.code !== undefined)
    for (let times = 0; times < DIALLED_AGAIN && (times === 0 || cutOff()); times += 1) {
      for (const reader of this.#readers) await this.#comeBack(reader)
      await until(() => wrong().length === 0 || cutOff(), {
        what: 'agreement',
        timeoutMs: SETTLE_MS,
      }).catch(() => undefined) // what is wrong is told below
    }
    if (wrong().length > 0) throw new Error(`not settled:\n${wrong().join('\n')}`)
    this.#complain()
    for (const user of this.#users) user.rights = user.rights.slice(-1)
    this.#clusters.settled()
    for (const reader of this.#readers) {
      reader.witness?.settled()
      for (const [number, slot] of reader.slots) {
        if (reader.witness?.over.has(slot.id)) reader.slots.delete(number)
        slot.excused = false
      }
    }
  }

  async editAll(): Promise<void> {
    await this.#clusters.editAll()
  }

  /** Hangs up, and answers what was told in all. */
  async told(): Promise<Told> {
    await Promise.all(this.#readers.map((reader) => reader.hangUp()))
    const all = new Map<string, number>()
    for (const { told } of this.#readers)
      for (const [what, count] of told) all.set(what, (all.get(what) ?? 0) + count)
    return all
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#heal()
    await Promise.all(this.#readers.map((reader) => reader[Symbol.asyncDispose]()))
    await this.#clusters[Symbol.asyncDispose]()
  }

  async #do(step: Step): Promise<void> {
    switch (step.do) {
      case 'edit':
        return this.#clusters.edit(step.edits, step.untold)
      case 'epoch':
        return this.#clusters.takeOver(step.edits)
      case 'there':
        return this.#clusters.setThere(step, step.is)
      case 'grant':
        return this.#grant(step)
      case 'revoke':
        return this.#revoke(this.#reader(step.reader))
      case 'renew':
        return this.#reader(step.reader).renew()
      case 'subscribe': {
        const asked = REQUESTS[step.request]
        if (asked !== undefined) this.#reader(step.reader).subscribe(step.slot, asked)
        return
      }
      case 'unsubscribe':
        return this.#reader(step.reader).unsubscribe(step.slot)
      case 'dial':
        return this.#dial(this.#reader(step.reader), step.gateway, step.resume)
      case 'leave':
        return this.#leave(this.#reader(step.reader))
      case 'pause':
        this.#reader(step.reader).pause()
        return step.flood ? this.#clusters.flood() : undefined
      case 'read':
        return this.#reader(step.reader).read()
      case 'line':
        return this.#setLine(step.gateway, step.is)
      case 'restart':
        return this.#restart(step.gateway)
      case 'forget':
        return this.#forget()
      case 'turns':
        for (let turn = 0; turn < step.count; turn += 1) await this.#lane.writer.replicas()
        return
      case 'settle':
        return this.settle()
    }
  }

  async #grant({ user: index, rights, how }: Extract<Step, { do: 'grant' }>): Promise<void> {
    const { auth } = this.#lane
    const user = this.#users[index]
    if (user === undefined) return
    if (how === 'slow') this.#slowAuth()
    auth.announcing = how !== 'unheard'
    for (const next of rights) {
      user.version += 1
      user.rights.push(next)
      await auth.regrant(user.id, this.#grants(next, user.version)).catch(unheard)
    }
    auth.announcing = true
  }

  #slowAuth(): void {
    this.#release()
    this.#release = this.#lane.auth.holdAnswers()
    for (const reader of this.#readers) reader.disturbed = true
  }

  async #revoke(reader: Reader): Promise<void> {
    if (reader.revoked) return
    reader.revoked = true
    await this.#lane.auth.revoke(reader.login).catch(unheard)
  }

  async #dial(reader: Reader, gateway: number, resume: boolean): Promise<void> {
    this.#endOf(reader)
    if (reader.revoked) reader.login = this.#lane.auth.login([], reader.user.id)
    for (const [number, slot] of reader.slots)
      if (reader.witness?.over.has(slot.id)) {
        if (!slot.excused) this.#faults.push(`${slot.id} ended without a reason`)
        reader.slots.delete(number)
      }
    reader.gateway = gateway
    await reader.dial(this.#lane.gateway(gateway).url, resume)
  }

  async #leave(reader: Reader): Promise<void> {
    this.#endOf(reader)
    await reader.hangUp()
  }

  /** A connection ends for the reasons that a schedule has, and for no other. */
  #endOf(reader: Reader): void {
    const code = reader.client?.code
    if (code === undefined) return
    const expected = [
      ...(reader.revoked ? [4501] : []),
      ...(reader.drained ? [4000, 1006, 1001] : []),
      // Who asks to be let in while auth is slow is not.
      ...(reader.client?.of('welcome').length === 0 ? [4002] : []),
    ]
    if (!expected.includes(code)) this.#faults.push(`a connection was closed with ${code}`)
  }

  #setLine(gateway: number, is: 'broken' | 'held' | 'slow'): void {
    const line = this.#lane.lines[gateway]
    if (line === undefined) return
    for (const reader of this.#readers) if (reader.gateway === gateway) reader.disturbed = true
    if (is === 'broken') line.reset()
    else if (is === 'held') this.#lines.push(line.pause())
    else this.#lines.push(line.slow(20))
  }

  async #restart(gateway: number): Promise<void> {
    this.#heal()
    for (const reader of this.#readers)
      if (reader.gateway === gateway) {
        reader.drained = true
        reader.disturbed = true
      }
    await this.#lane.restart(gateway)
  }

  async #forget(): Promise<void> {
    this.#heal()
    for (const reader of this.#readers) reader.disturbed = true
    await this.#clusters.forget()
  }

  #heal(): void {
    this.#healLines()
    this.#release()
    for (const reader of this.#readers) reader.read()
  }

  #healLines(): void {
    for (const line of this.#lines) line[Symbol.dispose]()
    this.#lines = []
  }

  /** Who was cut off dials again, from where it was. */
  async #comeBack(reader: Reader): Promise<void> {
    if (reader.revoked)
      await reader.client
        ?.closed(SETTLE_MS)
        .catch(() => this.#faults.push('a revoked session lives on'))
    if (reader.drained) await reader.client?.closed(SETTLE_MS).catch(() => undefined)
    if (reader.client === undefined || reader.client.code !== undefined)
      await this.#dial(reader, reader.gateway, true)
  }

  #wrongOf(reader: Reader, index: number): readonly string[] {
    const { client, witness, user } = reader
    if (client === undefined || witness === undefined) return [`reader ${index} is not there`]
    if (client.code !== undefined) return [`reader ${index} was closed with ${client.code}`]
    const pilots = [...witness.pilots].join()
    const told = pilots === `g${user.version % PILOTS}/p` ? [] : [`rights of ${index}: ${pilots}`]
    return [
      ...told,
      ...[...reader.slots.values()].flatMap((slot) =>
        this.#wrongIn(slot, reader, witness).map((line) => `reader ${index} ${slot.id} ${line}`),
      ),
    ]
  }

  #wrongIn(slot: Slot, { user }: Reader, witness: Witness): readonly string[] {
    const wanted = due(slot.asked, user.rights.at(-1) ?? [], this.#clusters.world)
    const over = witness.over.get(slot.id)
    if (over !== undefined)
      return wanted === undefined || slot.excused ? [] : [`is over, ${over}, and should not be`]
    if (wanted === undefined) return ['should be over']
    if (!witness.opened.has(slot.id)) return ['was not answered']
    const has = new Set(shown(witness, slot.id))
    return [
      ...wanted.filter((line) => !has.delete(line)).map((line) => `lacks ${line}`),
      ...[...has].map((line) => `has ${line}`),
    ]
  }

  /** What a single cluster does not offer ends a subscription; whether it was so for a moment the gateway knows. */
  #excuse(slot: Slot, { user }: Reader): void {
    if (slot.asked.cluster === '*' || slot.asked.kind === '*') return
    const { cluster, kind } = slot.asked
    slot.excused ||=
      this.#clusters.isDoubtful(cluster, kind) ||
      user.rights.some((rights) => due(slot.asked, rights, this.#clusters.world) === undefined)
  }

  #complain(): void {
    const faults = [
      ...this.#faults,
      ...this.#readers.flatMap(({ faults: before, witness }, index) =>
        [...before, ...(witness?.faults ?? [])].map((fault) => `reader ${index}: ${fault}`),
      ),
    ]
    if (faults.length > 0) throw new Error(`against the law:\n${faults.join('\n')}`)
  }

  #addUser(rights: readonly Right[]): void {
    const { userId } = this.#lane.auth.login(this.#grants(rights, 0))
    this.#users.push({ id: userId, rights: [rights], version: 0 })
  }

  async #addReader(index: number, gateway: number): Promise<void> {
    const user = this.#users[index]
    if (user === undefined) return
    const login = this.#lane.auth.login([], user.id)
    const reader = new Reader(login, { user, world: this.#clusters.world, naming: this.#naming })
    this.#readers.push(reader)
    await this.#dial(reader, gateway, false)
  }

  #grants(rights: readonly Right[], version: number): Grant[] {
    const { group } = this.#naming
    const pilot: Grant = {
      role: 'pilot',
      cluster: PILOT_TOPIC.cluster,
      namespace: `g${version % PILOTS}`,
      permissions: [{ apiGroup: PILOT_TOPIC.group, resource: '*', verb: '*' }],
    }
    return [pilot, ...grantsOf(rights, { group, cluster: (own) => this.#naming.real(own) })]
  }

  #reader(index: number): Reader {
    const reader = this.#readers[index]
    if (reader === undefined) throw new Error(`there is no reader ${index}`)
    return reader
  }
}

/** Auth has committed; that Redis did not take the announcement, as after its end, only makes it late. */
const unheard = (): undefined => undefined

function namingOf(name: string): Naming {
  return {
    group: `${name}.test`,
    real: (cluster) => `${name}-${cluster}`,
    own: (real) => CLUSTERS.find((cluster) => real === `${name}-${cluster}`),
  }
}

const SETTLE_MS = 60_000
const DIALLED_AGAIN = 3
