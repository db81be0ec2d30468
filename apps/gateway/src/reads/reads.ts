import { Refusal } from '@argus/contracts/refusal-code'
import type { Topic } from '@argus/contracts/topic'

import { cutId, cutOf, positionOf, type Cut } from './cut.ts'
import { Cuts } from './cuts.ts'
import { formatCursor } from './cursor.ts'
import { itemsOf } from './items.ts'
import { openTopics, type Asker, type OpeningParts } from './open-topics.ts'
import { entriesAfter } from './page.ts'
import type { Reader } from './reader.ts'
import { Representation } from './representation.ts'
import { Representations } from './representations.ts'
import type { ListRequest, ObjectRequest } from './request.ts'
import { headerOf, lastingOf, type Lasting } from './topic-header.ts'

/** Answers what is asked once, from the same copies, by the same rights and filters as subscriptions. */
export class Reads {
  readonly #parts: OpeningParts
  readonly #cuts: Cuts
  readonly #representations = new Representations()

  constructor(parts: OpeningParts) {
    this.#parts = parts
    this.#cuts = new Cuts(parts.clock)
  }

  /** A page of a list. Rejects with a Refusal. */
  list(request: ListRequest, reader: Rights, signal: AbortSignal): Promise<Representation> {
    return this.#bySteadyRights(reader, signal, (asker) => this.#list(request, asker))
  }

  /** One object, as a body of its own. Rejects with a Refusal. */
  object(request: ObjectRequest, reader: Rights, signal: AbortSignal): Promise<Representation> {
    return this.#bySteadyRights(reader, signal, (asker) => this.#object(request, asker))
  }

  /** Rights may have been read again while the answer was made: then it is made again by those. */
  async #bySteadyRights(
    reader: Rights,
    signal: AbortSignal,
    read: (asker: Asker) => Promise<Representation>,
  ): Promise<Representation> {
    for (;;) {
      const { grants } = reader
      const answer = await read({ grants, signal })
      if (grants === reader.grants) return answer
    }
  }

  async #list(request: ListRequest, asker: Asker): Promise<Representation> {
    using open = await openTopics(request, this.#parts, asker)
    const { topics } = open
    const { cursor, limit, name } = request
    const now = cutId(topics)
    const before = cursor && (this.#cuts.find(cursor.cut, topics) ?? cursor.cut === now)
    const consistent = cursor === undefined || (cursor.consistent && before !== false)
    const held = typeof before === 'object' ? before : undefined
    const after = cursor?.after
    const lasting = topics.map(lastingOf)
    const of = [name, held?.id ?? now, consistent, after ?? null, limit, lasting]
    return await this.#representations.get(of, async () => {
      const cut = held ?? this.#cuts.find(now, topics) ?? (await cutOf(topics))
      return this.#page({ cut, lasting, request, consistent })
    })
  }

  async #page({ cut, lasting, request, consistent }: Page): Promise<Representation> {
    const { limit, name, cursor } = request
    const entries = entriesAfter(cut, { after: cursor?.after, most: limit + 1 })
    const { items, taken, exact } = await itemsOf(entries.slice(0, limit), {
      log: this.#parts.log,
      topicOf: (cluster) => topicOf(lasting, cluster),
    })
    const last = taken < entries.length ? entries[taken - 1] : undefined
    if (last !== undefined) this.#cuts.keep(cut)
    const next = last && {
      next: formatCursor({
        request: name,
        cut: cut.id,
        consistent: consistent && exact,
        after: { cluster: last.part.cluster, key: last.record.key },
      }),
    }
    const topics = lasting.map((one, index) => headerOf(one, cut.parts[index]))
    const head = { topics, consistent: consistent && exact, ...next }
    return new Representation({
      lasting: [JSON.stringify([lasting, head.consistent, last === undefined]), ...items],
      body: Buffer.concat([
        Buffer.from(`${JSON.stringify(head).slice(0, -1)},"items":[`),
        ...items.flatMap((item, index) => (index === 0 ? [item] : [COMMA, item])),
        Buffer.from(']}'),
      ]),
      exact,
    })
  }

  async #object(request: ObjectRequest, asker: Asker): Promise<Representation> {
    using open = await openTopics(request, this.#parts, asker)
    const [topic] = open.topics
    const at = topic && positionOf(topic)
    if (topic === undefined || at === undefined) throw noSuchObject()
    const { namespaced } = topic.target.resource
    if (namespaced && request.namespace === undefined) throw whichNamespace()
    const { lens } = topic.target
    const record = topic.feed.copy?.records.get(request.key)
    const lasting = lastingOf(topic)
    if (record === undefined || !lens.matches(record)) throw missing(lasting)
    const { cluster } = lasting.topic
    const time = topic.feed.copy?.time ?? 0
    const part = { cluster, text: topic.text, lens, at, time, chosen: [record] }
    const of = [request.key, topic.text, at, lasting]
    return await this.#representations.get(of, async () => {
      const parts = { log: this.#parts.log, topicOf: () => lasting.topic }
      const { items, exact } = await itemsOf([{ part, record }], parts)
      const [item] = items
      if (item === undefined) throw onItsWay()
      const head = JSON.stringify(headerOf(lasting, part))
      const body = Buffer.concat([Buffer.from(`${head.slice(0, -1)},"item":`), item, CLOSE])
      return new Representation({ lasting: [JSON.stringify(lasting), item], body, exact })
    })
  }
}

/** As known now; who answers makes sure that they count. */
type Rights = Pick<Reader, 'grants'>

interface Page {
  readonly cut: Cut
  readonly lasting: readonly Lasting[]
  readonly request: ListRequest
  readonly consistent: boolean
}

function topicOf(lasting: readonly Lasting[], cluster: string): Topic {
  const one = lasting.find(({ topic }) => topic.cluster === cluster)
  if (one === undefined) throw new Error(`a page of ${cluster}, which is not open`)
  return one.topic
}

const COMMA = Buffer.from(',')
const CLOSE = Buffer.from('}')

/** Of a cluster that is out of step nobody knows what is not there. */
function missing({ behind_since, status, topic }: Lasting): Refusal {
  if (behind_since === null) return noSuchObject()
  const since = new Date(behind_since).toISOString()
  return new Refusal(
    'unavailable',
    `${topic.cluster} is ${status.state} since ${since}, and what was known of it before has no such object. Ask again later.`,
    { retryAfterMs: LATER_MS },
  )
}

const LATER_MS = 10_000

/** The one answer for an object that is not there and for one that whoever asks may not see. */
const noSuchObject = (): Refusal =>
  new Refusal(
    'not_found',
    'There is no such object, or you may not see it. Ask an administrator for access if it should be there.',
  )

/** Its Row is here, and the topic log has no object: it was deleted just now, or is about to be stored again. */
const onItsWay = (): Refusal =>
  new Refusal('unavailable', 'This object cannot be read at the moment. Ask again.', {
    retryAfterMs: SOON_MS,
  })

const SOON_MS = 1_000

const whichNamespace = (): Refusal =>
  new Refusal(
    'invalid_request',
    'Objects of this kind lie in namespaces. Say which: ?namespace=<name>.',
  )
