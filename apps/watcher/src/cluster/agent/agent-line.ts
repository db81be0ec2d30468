import { UplinkClose } from '@argus/contracts/agent-frame'
import type {
  DownFrame,
  UpFrame,
  UplinkAnswer,
  UplinkHave,
  UplinkQuestion,
} from '@argus/contracts/agent-frame'
import { abortable } from '@argus/informer/abortable'
import type { ProjectedTopic } from '@argus/projection/topic-projector'

import { ViolationError, type UpMessage } from './up-message.ts'

/** What an agent says of one Topic. */
type TopicFrame = Extract<UpFrame, { type: 'changes' | 'status' | 'index' | 'compared' | 'synced' }>

/** The same, with the objects that came with it. */
export interface TopicMessage {
  readonly frame: TopicFrame
  readonly objects: readonly Buffer[]
}

/** What an agent says of its cluster. */
export type ClusterFrame = Extract<UpFrame, { type: 'definitions' | 'server' | 'silent' }>

/** A Topic on a line: what comes for it, and what is answered. */
export interface TopicChannel extends Disposable {
  /** What came, in order; ends when the line does, or when it is disposed of. */
  messages(): AsyncIterable<TopicMessage>
  want(keys: readonly string[]): void
  taken(): void
}

export interface AgentLineOptions {
  readonly cluster: string
  /** By which the agent proved itself. */
  readonly key: string
  /** The version of its program. */
  readonly version: string
  readonly since: number
  readonly send: (frame: DownFrame) => void
  readonly onCluster: (frame: ClusterFrame) => void
}

/** An agent has so many batches of one Topic under way, and a few more that are no batches. */
const MAX_WAITING = 16

/**
 * The watcher's end of the line of one agent, from its welcome to its end. Topics are numbered here, and what is numbered
 * is of the cluster of the agent's key: there is no way to speak of another.
 */
export class AgentLine {
  readonly cluster: string
  readonly key: string
  readonly version: string
  readonly since: number
  readonly #options: AgentLineOptions
  readonly #channels = new Map<number, Channel>()
  readonly #questions = new Map<number, (answer: UplinkAnswer) => void>()
  readonly #over = new AbortController()
  #topics = 0
  #asked = 0
  #whyEnded: { readonly reason: string; readonly code: number } | undefined
  #violation: Error | undefined

  constructor(options: AgentLineOptions) {
    this.#options = options
    this.cluster = options.cluster
    this.key = options.key
    this.version = options.version
    this.since = options.since
  }

  /** Aborts when the line has ended. */
  get signal(): AbortSignal {
    return this.#over.signal
  }

  /** Has a Topic sent from where the watcher stands. */
  follow(asked: ProjectedTopic & { readonly resource: string }, have: UplinkHave): TopicChannel {
    const { send } = this.#options
    this.#topics += 1
    const topic = this.#topics
    const channel = new Channel(topic, {
      send,
      signal: this.signal,
      onEnd: () => {
        this.#channels.delete(topic)
        if (!this.signal.aborted) send({ type: 'unfollow', topic })
      },
    })
    this.#channels.set(topic, channel)
    const { group, version, resource, form } = asked
    const projector = { ...asked.projector, columns: [...asked.projector.columns] }
    send({ type: 'follow', topic, resource: { group, version, resource }, form, projector, have })
    return channel
  }

  /** Asks the agent; rejects with the signal's reason, or with that of the line's end. */
  async ask(question: UplinkQuestion, signal: AbortSignal): Promise<UplinkAnswer> {
    const either = AbortSignal.any([signal, this.signal])
    either.throwIfAborted()
    this.#asked += 1
    const id = this.#asked
    const { promise, resolve } = Promise.withResolvers<UplinkAnswer>()
    this.#questions.set(id, resolve)
    try {
      this.#options.send({ type: 'ask', id, question })
      return await abortable(promise, either)
    } finally {
      this.#questions.delete(id)
    }
  }

  /** Takes what the agent says. Throws a ViolationError where no agent would. */
  take({ frame, objects }: UpMessage): void {
    switch (frame.type) {
      case 'definitions':
      case 'server':
      case 'silent':
        return this.#options.onCluster(frame)
      case 'answer':
        // Nobody may wait any more.
        return this.#questions.get(frame.id)?.(frame.answer)
      case 'rotate':
        throw new Error('a rotation is taken before')
      case 'changes':
      case 'status':
      case 'index':
      case 'compared':
      case 'synced': {
        if (frame.topic > this.#topics)
          throw new ViolationError('it speaks of a Topic that it was not asked for')
        // One that was just given up may still be on its way.
        const channel = this.#channels.get(frame.topic)
        if (channel?.push({ frame, objects }) === false)
          throw new ViolationError('it sends more of a Topic than was taken')
      }
    }
  }

  /** Ends it; of several reasons the first counts. */
  end(reason: string, code: number = UplinkClose.Draining): void {
    this.#whyEnded ??= { reason, code }
    this.#over.abort(new Error(reason))
  }

  /** Ends it for what no agent sends. */
  violate(error: Error): void {
    if (this.#whyEnded === undefined) this.#violation = error
    this.end('it sent what no agent sends', UplinkClose.Violation)
  }

  /** What it was ended for that no agent sends. */
  get violation(): Error | undefined {
    return this.#violation
  }

  /** `undefined` while it lasts. */
  get whyEnded(): { readonly reason: string; readonly code: number } | undefined {
    return this.#whyEnded
  }
}

interface ChannelOptions {
  readonly send: (frame: DownFrame) => void
  readonly signal: AbortSignal
  readonly onEnd: () => void
}

class Channel implements TopicChannel {
  readonly #topic: number
  readonly #options: ChannelOptions
  readonly #waiting: TopicMessage[] = []
  readonly #over = new AbortController()
  #arrived = Promise.withResolvers<void>()

  constructor(topic: number, options: ChannelOptions) {
    this.#topic = topic
    this.#options = options
  }

  /** `false`: more is waiting than an agent may send. */
  push(message: TopicMessage): boolean {
    if (this.#waiting.length >= MAX_WAITING) return false
    this.#waiting.push(message)
    this.#arrived.resolve()
    return true
  }

  async *messages(): AsyncGenerator<TopicMessage> {
    const either = AbortSignal.any([this.#options.signal, this.#over.signal])
    while (!either.aborted) {
      const message = this.#waiting.shift()
      if (message !== undefined) {
        yield message
        continue
      }
      await abortable(this.#arrived.promise, either).catch(() => undefined) // The loop asks itself.
      this.#arrived = Promise.withResolvers()
    }
  }

  want(keys: readonly string[]): void {
    this.#say({ type: 'want', topic: this.#topic, keys: [...keys] })
  }

  taken(): void {
    this.#say({ type: 'taken', topic: this.#topic })
  }

  [Symbol.dispose](): void {
    if (this.#over.signal.aborted) return
    this.#over.abort(new Error('the Topic is followed no more'))
    this.#options.onEnd()
  }

  #say(frame: DownFrame): void {
    if (!this.#options.signal.aborted) this.#options.send(frame)
  }
}
