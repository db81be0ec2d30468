import { clientFrameSchema, type ClientFrame, type Subscribe } from '@argus/contracts/client-frame'
import type { Count, GatewayFrame, Item } from '@argus/contracts/gateway-frame'
import { health } from '@argus/contracts/row'
import { INTERNAL_GROUP } from '@argus/contracts/topic'
import type { WebSocket } from 'ws'

import { frameOf, type Lens, type SmallTopic } from './small-topic.ts'

/** What the filters of a subscription choose, or why they cannot be read. */
export type Choose = (
  filter: Pick<Subscribe, 'labels' | 'cel'>,
) => string | ((item: Item) => boolean)

/** A socket of a browser: hello, subscriptions with a snapshot and then changes, and an answer to every question. */
export class SmallConnection {
  readonly #socket: WebSocket
  readonly #topics: readonly SmallTopic[]
  readonly #sessionOf: (token: string) => string | undefined
  readonly #choose: Choose
  readonly #ends = new Map<string, (() => void)[]>()
  /** Resources in the order in which they were asked for. */
  readonly asked: string[] = []
  #views = 0
  session: string | undefined
  /** Nothing is said any more, nor closed: a path that broke without a word. */
  mute = false

  constructor(
    socket: WebSocket,
    topics: readonly SmallTopic[],
    { sessionOf, choose }: { sessionOf: (token: string) => string | undefined; choose: Choose },
  ) {
    this.#socket = socket
    this.#topics = topics
    this.#sessionOf = sessionOf
    this.#choose = choose
    socket.addEventListener('message', ({ data }) => {
      if (typeof data !== 'string') throw new Error('not a text frame')
      this.#take(clientFrameSchema.parse(JSON.parse(data)))
    })
    socket.on('close', () => {
      for (const id of this.#ends.keys()) this.#end(id)
    })
  }

  /** Tokens that were sent in place of older ones. */
  renewals = 0

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }

  /** Breaks off without a closing handshake. */
  cut(): void {
    this.#socket.terminate()
  }

  /** Ends a subscription of a resource as a lost permission would. */
  revoke(resource: string): void {
    for (const [id] of this.#ends)
      if (id === this.#ids.get(resource)) {
        this.#end(id)
        this.#say({ type: 'ended', id, code: 'permission_lost', message: 'permission lost' })
      }
  }

  readonly #ids = new Map<string, string>()

  #take(frame: ClientFrame): void {
    switch (frame.type) {
      case 'renew':
        this.renewals += 1
        return this.#hello(frame.token)
      case 'hello':
        return this.#hello(frame.token)
      case 'subscribe':
        return this.#subscribe(frame)
      case 'unsubscribe':
        if (this.#ends.has(frame.id)) this.#end(frame.id)
        else
          this.#say({
            type: 'refused',
            id: frame.id,
            code: 'unknown_subscription',
            message: 'unknown',
          })
    }
  }

  #hello(token: string): void {
    const session = this.#sessionOf(token)
    if (session === undefined) return this.close(4100, 'token expired')
    if (this.session !== undefined) return
    this.session = session
    const limits = { frame_bytes: 65_536, subscriptions: 128 }
    const now = Date.now()
    this.#say({ type: 'welcome', connection: 'c-1', expires_at: now + 300_000, limits, now })
  }

  #subscribe(frame: Subscribe): void {
    const { id, topic, name, namespaces, shape, from = {} } = frame
    this.asked.push(topic.resource)
    const choice = this.#choose(frame)
    if (typeof choice === 'string')
      return this.#say({ type: 'refused', id, code: 'bad_selector', message: choice })
    // A name alone means every namespace that has it.
    const anywhere = name !== undefined && namespaces === undefined
    const chooses = (item: Item) => choice(item) && (!anywhere || item.key.endsWith(`/${name}`))
    const found = this.#topics.filter(
      ({ topic: { cluster, group, resource } }) =>
        (topic.cluster === '*' || topic.cluster === cluster) &&
        (topic.group === '*' ? group !== INTERNAL_GROUP : topic.group === group) &&
        (topic.resource === '*' || topic.resource === resource),
    )
    if (found.length === 0)
      return this.#say({
        type: 'refused',
        id,
        code: 'not_allowed',
        message: 'not found or not permitted',
      })
    const key = name === undefined || anywhere ? undefined : `${namespaces?.[0] ?? ''}/${name}`
    const bare = shape === 'row'
    const counts = shape === 'count'
    const views = found.map((one) => ({ view: (this.#views += 1), one }))
    this.#ids.set(topic.resource, id)
    this.#say({
      type: 'subscribed',
      id,
      views: views.map(({ view, one }) => ({
        view,
        topic: one.topic,
        shape: one.shape,
        status: one.status,
      })),
    })
    const ends = views.map(({ view, one }) => {
      if (counts) return this.#count(view, one)
      const { cluster, group, resource } = one.topic
      const resumed = from[`${cluster}/${group}/${resource}`] === one.at
      if (!resumed) this.#snapshot(view, one, { key, bare, chooses })
      this.#say({ type: 'synced', view, at: one.at, resumed })
      return one.listen((change) => this.#say(frameOf(change, view, { key, bare, chooses })))
    })
    this.#ends.set(id, ends)
  }

  #snapshot(view: number, { items }: SmallTopic, { key, bare, chooses }: Lens): void {
    const shown = [...items.values()]
      .filter((item) => (key === undefined || item.key === key) && chooses(item))
      .map((item) => (bare ? { ...item, object: undefined } : item))
    for (let start = 0; start < Math.max(1, shown.length); start += PAGE)
      this.#say({
        type: 'snapshot',
        view,
        first: start === 0,
        items: shown.slice(start, start + PAGE),
      })
  }

  /** Each time all of them, as if they were read anew. */
  #count(view: number, one: SmallTopic): () => void {
    const tell = () => {
      this.#say({
        type: 'counts',
        view,
        first: true,
        counts: countsOf(one),
        time: Date.now() - 200,
      })
      this.#say({ type: 'synced', view, at: one.at, resumed: false })
    }
    tell()
    return one.listen((change) => {
      if (change.type === 'status') this.#say({ type: 'status', view, ...change.status })
      else tell()
    })
  }

  #end(id: string): void {
    for (const end of this.#ends.get(id) ?? []) end()
    this.#ends.delete(id)
  }

  #say(frame: GatewayFrame): void {
    if (!this.mute) this.#socket.send(JSON.stringify(frame))
  }
}

const PAGE = 500

function countsOf({ items }: SmallTopic): Count[] {
  return health.options.flatMap((one) => {
    const count = [...items.values()].filter((item) => item.health === one).length
    return count === 0 ? [] : [{ health: one, count, changes: count }]
  })
}
