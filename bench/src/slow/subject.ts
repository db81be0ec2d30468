import type { Dial } from '../fanout/subject.ts'

/** Something that sends each event to all, in a process of its own. */
export interface SlowSubject extends AsyncDisposable {
  readonly name: string
  readonly pid: number
  readonly dial: Dial
  /** How those dial who may be closed, and go on from where they were; as everybody, where there is no such thing. */
  readonly dialOn?: Dial
  /** Sends an event, which carries the stamp of when it was due; answers its Key. */
  publish(event: number, stamp: number): string
  /** How many connections it has ended so far, by code, where it counts them. */
  closes?(): Promise<ReadonlyMap<string, number>>
}
