import type { DownFrame, UpFrame } from '@argus/contracts/agent-frame'
import type { ApiServer } from '@argus/informer/api-server'
import { followDefinitions } from '@argus/informer/definitions'

import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import { answerTo } from './answer.ts'
import { askVersion, type Server } from './ask-version.ts'
import { DefinitionList } from './definition-list.ts'

export interface ClusterDeskOptions {
  readonly api: ApiServer
  readonly clock: Clock
  readonly events: Pick<Events, 'bug'>
}

/** What one line says of the cluster, and asks. */
interface ClusterSaying {
  next(): UpFrame | undefined
  ask(order: Extract<DownFrame, { type: 'ask' }>): void
}

/**
 * What of the cluster is told beside its objects: which API server it is, what it defines, and answers to questions. One
 * line at a time listens; what changes while there is none is told to the next.
 */
export class ClusterDesk {
  readonly #options: ClusterDeskOptions
  readonly #definitions = new DefinitionList()
  readonly #ready: UpFrame[] = []
  #server: Server | undefined
  #told: Server | undefined
  #line: { readonly wake: () => void; readonly signal: AbortSignal } | undefined

  constructor(options: ClusterDeskOptions) {
    this.#options = options
  }

  /** Why the API server does not answer; `undefined` where it does, or was not asked yet. */
  get silence(): string | undefined {
    return this.#server?.type === 'silent' ? this.#server.reason : undefined
  }

  /** Keeps up with the cluster until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { api, clock } = this.#options
    const definitions = async (): Promise<void> => {
      for await (const events of followDefinitions(api, { clock, signal })) {
        for (const event of events) this.#definitions.take(event)
        this.#line?.wake()
      }
    }
    const tell = (server: Server): void => {
      this.#server = server
      this.#line?.wake()
    }
    await Promise.all([definitions(), askVersion(api, tell, { clock, signal })])
  }

  /** A line begins, which ends with its signal. */
  serve(line: { readonly wake: () => void; readonly signal: AbortSignal }): ClusterSaying {
    this.#line = line
    this.#ready.length = 0
    this.#told = undefined
    this.#definitions.tellAll()
    return { next: () => this.#next(), ask: (order) => this.#ask(order, line) }
  }

  #next(): UpFrame | undefined {
    if (this.#server !== undefined && !isSame(this.#server, this.#told)) {
      this.#told = this.#server
      return this.#server
    }
    return this.#ready.shift() ?? this.#definitions.next()
  }

  #ask(
    { id, question }: Extract<DownFrame, { type: 'ask' }>,
    line: { readonly wake: () => void; readonly signal: AbortSignal },
  ): void {
    answerTo(question, this.#options.api, line.signal)
      .then((answer) => {
        if (line.signal.aborted) return
        this.#ready.push({ type: 'answer', id, answer })
        line.wake()
      })
      .catch((error: unknown) => {
        if (!line.signal.aborted) this.#options.events.bug('answering the watcher', error)
      })
  }
}

function isSame(server: Server, told: Server | undefined): boolean {
  if (server.type === 'server') return told?.type === 'server' && told.version === server.version
  return told?.type === 'silent' && told.reason === server.reason
}
