import { UplinkClose } from '@argus/contracts/agent-frame'
import { abortable } from '@argus/informer/abortable'

import type { Clock } from '../../clock.ts'
import type { AgentLine, ClusterFrame } from './agent-line.ts'

/** What the agent of a cluster has told of it, on whichever line. */
export type AgentServer =
  | { readonly type: 'server'; readonly version: string }
  | { readonly type: 'silent'; readonly reason: string }

interface Known {
  line: AgentLine | undefined
  lostAt: number | undefined
  arrived: PromiseWithResolvers<void>
  server: AgentServer | undefined
  readonly readers: Set<(frame: ClusterFrame) => void>
  readonly awaiting: Set<() => void>
}

/** The lines of agents that this replica holds, at most one for each cluster. */
export class AgentLines {
  readonly #clusters = new Map<string, Known>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The line of a cluster; `undefined` where none is open here. */
  current(cluster: string): AgentLine | undefined {
    return this.#clusters.get(cluster)?.line
  }

  /** Those that are open now. */
  open(): readonly AgentLine[] {
    return [...this.#clusters.values()].flatMap(({ line }) => line ?? [])
  }

  /** When the last line of a cluster ended; `undefined` where one is open, or none was here. */
  lostAt(cluster: string): number | undefined {
    return this.#clusters.get(cluster)?.lostAt
  }

  server(cluster: string): AgentServer | undefined {
    return this.#clusters.get(cluster)?.server
  }

  /** Why nothing can be asked, for people. */
  whyNone(cluster: string): string {
    const lost = this.lostAt(cluster)
    const since =
      lost === undefined
        ? ''
        : ` since ${new Date(lost).toISOString().slice(0, 16).replace('T', ' ')} UTC`
    return `no agent of this cluster is connected${since}; see that argus-agent runs there, and that it reaches this console`
  }

  /** A line opens; the one before it, if there is one, ends. */
  add(line: AgentLine): void {
    const known = this.#known(line.cluster)
    known.line?.end('the agent has dialled again', UplinkClose.Replaced)
    known.line = line
    known.lostAt = undefined
    line.signal.addEventListener('abort', () => {
      if (known.line !== line) return
      known.line = undefined
      known.server = undefined
      known.lostAt = this.#clock.now()
    })
    known.arrived.resolve()
    known.arrived = Promise.withResolvers()
    for (const tell of known.awaiting) tell()
  }

  /** Tells of each line of a cluster that opens, until disposed of. */
  onArrival(cluster: string, tell: () => void): Disposable {
    const { awaiting } = this.#known(cluster)
    awaiting.add(tell)
    return { [Symbol.dispose]: () => void awaiting.delete(tell) }
  }

  /** Resolves when a line is open, to true; to false when none comes in time, or the signal aborts. */
  async arrives(
    cluster: string,
    { signal, withinMs }: { readonly signal: AbortSignal; readonly withinMs?: number },
  ): Promise<boolean> {
    const known = this.#known(cluster)
    if (known.line !== undefined) return true
    const enough = new AbortController()
    const either = AbortSignal.any([signal, enough.signal])
    const late =
      withinMs === undefined
        ? undefined
        : this.#clock.sleep(withinMs, either).then(
            () => enough.abort(new Error('no line came')),
            () => undefined, // One did, or nobody waits any more.
          )
    try {
      await abortable(known.arrived.promise, either)
      return true
    } catch {
      return false
    } finally {
      enough.abort()
      await late
    }
  }

  /** What an agent says of its cluster. */
  tell(cluster: string, frame: ClusterFrame): void {
    const known = this.#known(cluster)
    if (frame.type !== 'definitions') known.server = frame
    for (const reader of known.readers) reader(frame)
  }

  /** Hears what the agent of a cluster says of it until disposed of. */
  hear(cluster: string, reader: (frame: ClusterFrame) => void): Disposable {
    const { readers } = this.#known(cluster)
    readers.add(reader)
    return { [Symbol.dispose]: () => void readers.delete(reader) }
  }

  #known(cluster: string): Known {
    const known = this.#clusters.get(cluster)
    if (known !== undefined) return known
    const made = {
      line: undefined,
      lostAt: undefined,
      arrived: Promise.withResolvers<void>(),
      server: undefined,
      readers: new Set<(frame: ClusterFrame) => void>(),
      awaiting: new Set<() => void>(),
    }
    this.#clusters.set(cluster, made)
    return made
  }
}
