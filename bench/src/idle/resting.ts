import { setTimeout as delay } from 'node:timers/promises'

import { openClients, type Clients } from '../fanout/clients.ts'
import { cpuMicros } from '../fanout/cpu-time.ts'
import type { Subject } from '../fanout/subject.ts'
import { useOf } from '../soak/process-use.ts'

/** A server whose garbage can be collected when it is asked for. */
export interface IdleSubject extends Subject {
  collect(): Promise<void>
  /** What every socket lives through sooner or later; done before anything is measured. */
  live?(): Promise<void>
}

/** A subject that holds many sockets on which nothing happens. */
export interface Resting extends AsyncDisposable {
  readonly name: string
  readonly pid: number
  /** Resident bytes a socket beyond what the process had before them, after a collection. */
  bytesEach(): Promise<number>
  /** µs of CPU of the process a second and socket, over so long. */
  microsEach(ms: number): Promise<number>
}

export interface Sockets {
  readonly count: number
  readonly binary: string | undefined
}

/**
 * Opens the sockets. What the process has before them is measured after it had some already, which left: its code is
 * loaded and what it keeps for all is there.
 */
export async function rest(subject: IdleSubject, { count, binary }: Sockets): Promise<Resting> {
  await using made = new AsyncDisposableStack()
  const few: Clients = await openClients(subject.dial, { sockets: FEW, binary })
  await few[Symbol.asyncDispose]()
  await delay(SETTLE_MS)
  const before = await residentOf(subject)
  made.use(await openClients(subject.dial, { sockets: count, binary }))
  const kept = made.move()
  return {
    name: subject.name,
    pid: subject.pid,
    async bytesEach() {
      return ((await residentOf(subject)) - before) / count
    },
    async microsEach(ms) {
      const began = performance.now()
      const from = await cpuMicros(subject.pid)
      await delay(ms)
      const micros = (await cpuMicros(subject.pid)) - from
      return micros / ((performance.now() - began) / 1_000) / count
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

async function residentOf(subject: IdleSubject): Promise<number> {
  await subject.collect()
  await delay(SETTLE_MS)
  const use = await useOf(subject.pid)
  if (use === undefined) throw new Error(`${subject.name} has ended`)
  return use.residentBytes
}

const FEW = 100
/** What a process needs to give back what it freed, and to close the last socket. */
const SETTLE_MS = 1_500
