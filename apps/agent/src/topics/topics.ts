import type { DownFrame, UplinkHave } from '@argus/contracts/agent-frame'
import type { ApiServer } from '@argus/informer/api-server'
import { runInformer, type InformerOptions } from '@argus/informer/informer'
import type { Projection, Projector } from '@argus/projection/project'
import { secrecyOf, type SecretsPolicy } from '@argus/projection/secrecy'
import { topicProjector } from '@argus/projection/topic-projector'

import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import { TopicCopy } from './copy.ts'
import { Outgoing } from './outgoing.ts'

type Follow = Extract<DownFrame, { type: 'follow' }>
type Asked = Pick<Follow, 'resource' | 'form' | 'projector'>

/** What a test has otherwise about the informer of a resource. */
export type AdjustInformer = (
  resource: Follow['resource'],
  project: Projector,
) => Partial<Pick<InformerOptions<Projection>, 'project' | 'timing'>>

export interface TopicsOptions {
  readonly api: ApiServer
  readonly secrets: SecretsPolicy
  readonly clock: Clock
  readonly adjust?: AdjustInformer | undefined
  readonly events: Pick<Events, 'topics' | 'bug'>
}

/** So many resources are followed at most: each costs the API server a watch, and the agent a copy. */
const MAX_TOPICS = 1_000

/** After a defect: what has led to it may come about again at once. */
const AGAIN_MS = 5_000
const DEFECT = 'a defect of the agent ended it; it begins anew'

/** What no line has asked for so long is followed no more. */
const UNWANTED_MS = 10 * 60_000

interface Followed {
  readonly copy: TopicCopy
  readonly stop: AbortController
  readonly running: Promise<void>
  readers: number
  /** Since when nobody reads it; while somebody does, `undefined`. */
  unreadSince: number | undefined
}

/**
 * The resources that are followed here, each once, whatever becomes of the line: who dials in again finds the copies as
 * they are now. What may leave the cluster is decided here: a watcher that asks for more gets no more.
 */
export class Topics implements AsyncDisposable {
  readonly #options: TopicsOptions
  readonly #followed = new Map<string, Followed>()

  constructor(options: TopicsOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#followed.size
  }

  /** Begins to send a Topic on a line, from where the watcher stands; disposing of it ends the sending alone. */
  send(
    { topic, resource, form, projector }: Follow,
    { have, wake }: { readonly have: UplinkHave; readonly wake: () => void },
  ): Outgoing {
    this.#forget()
    const followed = this.#follow({ resource, form, projector })
    followed.readers += 1
    followed.unreadSince = undefined
    const onEnd = (): void => {
      followed.readers -= 1
      if (followed.readers === 0) followed.unreadSince = this.#options.clock.now()
    }
    return new Outgoing(topic, followed.copy, { have, wake, onEnd })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#followed.keys()].map((name) => this.#stop(name)))
  }

  #follow(asked: Asked): Followed {
    const name = JSON.stringify([asked.resource, asked.form, asked.projector])
    const known = this.#followed.get(name)
    if (known !== undefined) return known
    if (this.#followed.size >= MAX_TOPICS)
      throw new Error(`more than ${MAX_TOPICS} resources are to be followed`)
    const { events } = this.#options
    const copy = new TopicCopy()
    const stop = new AbortController()
    const running = this.#run(asked, copy, stop.signal)
    const made = { copy, stop, running, readers: 0, unreadSince: undefined }
    this.#followed.set(name, made)
    events.topics(this.#followed.size)
    return made
  }

  /** Keeps a copy in step until the signal aborts. What ends by a defect begins anew, and its status says so meanwhile. */
  async #run(asked: Asked, copy: TopicCopy, signal: AbortSignal): Promise<void> {
    const { clock, events } = this.#options
    while (!signal.aborted) {
      try {
        return await this.#keep(asked, copy, signal)
      } catch (error) {
        if (signal.aborted) return
        events.bug('following a resource', error)
        const status = { state: 'stale', since: clock.now(), reason: DEFECT } as const
        copy.take({ type: 'status', status })
        await clock.sleep(AGAIN_MS, signal).catch(() => undefined) // The loop asks the signal itself.
      }
    }
  }

  async #keep(
    { resource, form, projector }: Asked,
    copy: TopicCopy,
    signal: AbortSignal,
  ): Promise<void> {
    const { api, secrets, clock, adjust } = this.#options
    const secrecy = secrecyOf(resource, secrets)
    if (secrecy.type === 'closed') {
      const { reason } = secrecy
      copy.take({ type: 'status', status: { state: 'forbidden', since: clock.now(), reason } })
      return
    }
    const asked = {
      ...resource,
      form: secrecy.form === 'metadata' ? secrecy.form : form,
      projector,
    }
    const project = topicProjector(asked)
    const informer = runInformer<Projection>({
      api,
      resource,
      form: asked.form,
      project,
      seed: copy.held(),
      clock,
      signal,
      ...adjust?.(resource, project),
    })
    for await (const batch of informer) for (const event of batch) copy.take(event)
  }

  /** Stops what nobody has read for long. */
  #forget(): void {
    const now = this.#options.clock.now()
    for (const [name, { unreadSince }] of this.#followed) {
      if (unreadSince === undefined || now - unreadSince < UNWANTED_MS) continue
      this.#stop(name).catch((error: unknown) => this.#options.events.bug('a stop', error))
    }
  }

  async #stop(name: string): Promise<void> {
    const followed = this.#followed.get(name)
    this.#followed.delete(name)
    this.#options.events.topics(this.#followed.size)
    followed?.stop.abort(new Error('the resource is followed no more'))
    await followed?.running
  }
}
