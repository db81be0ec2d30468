import type { Record } from '@argus/contracts/record'
import type { Topic } from '@argus/contracts/topic'
import type { Cluster, Redis } from 'ioredis'

import { UnreadableError } from '../bus-error.ts'
import { parseCatalog, REVISION_FIELD } from '../catalog.ts'
import { GLANCE_FIELDS, META_FIELDS, parseGlance, parseMeta, type StoredMeta } from '../meta.ts'
import { parseObjectValue } from '../object-value.ts'
import { parseRecord } from '../record-text.ts'
import type { Glanced, Standing } from '../standing.ts'
import { catalogKey, topicKeys, type TopicKeys } from '../topic-keys.ts'
import type { Catalog, StoredObject } from '../topic-log.ts'
import { LEASE_DOUBT_MS } from '../timing.ts'
import type { Connection } from './connect.ts'

/** A key of `order` or `gone`, and its seq. */
export interface Mark {
  readonly key: string
  readonly seq: number
}

/** What a Topic's index is asked for: marks after a seq, up to another one. */
export interface Span {
  readonly after: number
  readonly upTo: number
}

/** Entries of one answer: well below 1 ms of Redis each. Nothing is ever asked for whole. */
const PAGE = 250
/** Objects of one answer: tens of times as large as rows. */
const OBJECT_PAGE = 100

/** The reading half of the topic log, one question each, in pages. Everything that comes out of Redis is parsed here. */
export class TopicReads {
  readonly #connection: Connection
  readonly #prefix: string

  constructor(connection: Connection, prefix: string) {
    this.#connection = connection
    this.#prefix = prefix
  }

  async meta(topic: Topic): Promise<StoredMeta | undefined> {
    const { meta } = this.#keys(topic)
    const values = await this.#run('read a topic', (redis) => redis.hmget(meta, ...META_FIELDS))
    return readable(meta, () => parseMeta(values))
  }

  /** The same, and whether anybody holds the Topic's Lease and renews it. */
  async standing(topic: Topic): Promise<Standing> {
    const { lease } = this.#keys(topic)
    const life = this.#run('read a lease', (redis) => redis.pttl(lease))
    const [meta, lifeMs] = await Promise.all([this.meta(topic), life])
    return { meta, owned: isOwned(lifeMs) }
  }

  /** As much of that as shows whether a copy is up to date: asked of every Topic, all the time. */
  async glance(topic: Topic): Promise<Glanced> {
    const { meta, lease } = this.#keys(topic)
    const [values, lifeMs] = await this.#run('read a topic', (redis) =>
      Promise.all([redis.hmget(meta, ...GLANCE_FIELDS), redis.pttl(lease)]),
    )
    return { meta: readable(meta, () => parseGlance(values)), owned: isOwned(lifeMs) }
  }

  /**
   * All rows, page by page. What others write meanwhile may come twice, newer, or not at all. Paged by the order of
   * their changes: a scan of the hash costs Redis more, and where its cursor is a mere index (the Redis in
   * JavaScript) it skips rows when others are deleted.
   */
  async *rows(topic: Topic): AsyncGenerator<readonly Record[]> {
    const { order } = this.#keys(topic)
    for await (const page of this.#marks(order, { after: 0, upTo: Infinity })) {
      yield await this.rowsOf(
        topic,
        page.map(({ key }) => key),
      )
    }
  }

  /** Rows of these keys; those that are gone are left out. */
  async rowsOf(topic: Topic, keys: readonly string[]): Promise<readonly Record[]> {
    const found: Record[] = []
    for (const page of pages(keys, PAGE)) {
      const texts = await this.#run('read rows', (redis) =>
        redis.hmget(this.#keys(topic).rows, ...page),
      )
      for (const [i, key] of page.entries()) {
        const text = texts[i]
        if (text !== null && text !== undefined) found.push(parseRecord(key, text))
      }
    }
    return found
  }

  async objectsOf(topic: Topic, keys: readonly string[]): Promise<Map<string, StoredObject>> {
    const found = new Map<string, StoredObject>()
    const { objects } = this.#keys(topic)
    for (const page of pages(keys, OBJECT_PAGE)) {
      const values = await this.#run('read objects', (redis) => redis.hmgetBuffer(objects, ...page))
      for (const [i, key] of page.entries()) {
        const value = values[i]
        if (value === null || value === undefined) continue
        found.set(
          key,
          readable(key, () => parseObjectValue(value)),
        )
      }
    }
    return found
  }

  /** Living keys by the seq of their last change. */
  async changed(topic: Topic, span: Span): Promise<readonly Mark[]> {
    return (await Array.fromAsync(this.#marks(this.#keys(topic).order, span))).flat()
  }

  /** Deleted keys by the seq of their deletion. */
  async gone(topic: Topic, span: Span): Promise<readonly Mark[]> {
    return (await Array.fromAsync(this.#marks(this.#keys(topic).gone, span))).flat()
  }

  /** What changes whenever the directory does; `undefined` where there is none. */
  async catalogRevision(): Promise<string | undefined> {
    const key = catalogKey(this.#prefix)
    const revision = await this.#run('read the directory', (redis) =>
      redis.hget(key, REVISION_FIELD),
    )
    return revision ?? undefined
  }

  /** The directory; torn if its revision is not the same before and after. */
  async catalog(): Promise<Catalog> {
    const key = catalogKey(this.#prefix)
    const entries: (readonly [field: string, value: string])[] = []
    let cursor = '0'
    do {
      const [next, flat] = await this.#run('read the directory', (redis) =>
        redis.hscan(key, cursor, 'COUNT', PAGE),
      )
      cursor = next
      entries.push(...pairs(flat))
    } while (cursor !== '0')
    return parseCatalog(entries)
  }

  /** Keys with their seqs, in order. A key whose seq grows meanwhile is met again, or beyond the span. */
  async *#marks(key: string, { after, upTo }: Span): AsyncGenerator<readonly Mark[]> {
    const highest = upTo === Infinity ? '+inf' : upTo
    for (let from = after; ;) {
      const flat = await this.#run('read what changed', (redis) =>
        redis.zrangebyscore(key, `(${from}`, highest, 'WITHSCORES', 'LIMIT', 0, PAGE),
      )
      const page = [...pairs(flat)].map(([name, score]) => ({ key: name, seq: Number(score) }))
      yield page
      const last = page.at(-1)
      if (last === undefined || page.length < PAGE) return
      from = last.seq
    }
  }

  #keys(topic: Topic): TopicKeys {
    return topicKeys(this.#prefix, topic)
  }

  #run<T>(attempt: string, commands: (redis: Redis | Cluster) => Promise<T>): Promise<T> {
    return this.#connection.run(attempt, commands)
  }
}

function isOwned(lifeMs: number): boolean {
  return lifeMs > LEASE_DOUBT_MS
}

function readable<T>(key: string, parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    throw new UnreadableError(key, cause)
  }
}

function* pages(keys: readonly string[], size: number): Generator<readonly string[]> {
  for (let i = 0; i < keys.length; i += size) yield keys.slice(i, i + size)
}

function* pairs(flat: readonly string[]): Generator<readonly [string, string]> {
  for (let i = 0; i + 1 < flat.length; i += 2) yield [flat[i] ?? '', flat[i + 1] ?? '']
}
