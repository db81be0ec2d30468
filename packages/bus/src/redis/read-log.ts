import type { Position } from '@argus/contracts/position'
import type { Batch } from '@argus/contracts/record'
import { resourceKey, type ResourceRef, type Topic } from '@argus/contracts/topic'

import { WANTED_MS } from '../timing.ts'
import { wantedKey } from '../topic-keys.ts'
import type { Catalog, FollowEvent, StoredObject, TopicLogReader } from '../topic-log.ts'
import type { Connection } from './connect.ts'
import { followCatalog } from './follow-catalog.ts'
import { followTopic, type FollowParts } from './follow-topic.ts'
import { readChangesSince } from './read-topic.ts'

export interface ReadLogParts extends FollowParts {
  readonly commands: Connection
}

/** The reader's half of the topic log in Redis: one connection to ask, one to be told. */
export class RedisTopicLogReader implements TopicLogReader {
  readonly #parts: ReadLogParts

  constructor(parts: ReadLogParts) {
    this.#parts = parts
  }

  /** True while Redis can be asked and heard, else why not: for readiness. */
  reachable(): true | string {
    const asked = this.#parts.commands.reachable()
    return asked === true ? this.#parts.subscriber.reachable() : asked
  }

  follow(topic: Topic, signal: AbortSignal): AsyncGenerator<FollowEvent> {
    return followTopic(topic, signal, this.#parts)
  }

  readObjects(topic: Topic, keys: readonly string[]): Promise<ReadonlyMap<string, StoredObject>> {
    return this.#parts.reads.objectsOf(topic, keys)
  }

  async changedSince(topic: Topic, from: Position): Promise<Batch | undefined> {
    const changes = await readChangesSince(this.#parts.reads, topic, from)
    if (changes === undefined) return undefined
    const { at, time, entries } = changes
    return { type: 'batch', epoch: from.epoch, prev: from.seq, at, time, records: [...entries] }
  }

  catalog(signal: AbortSignal): AsyncGenerator<Catalog> {
    return followCatalog(signal, this.#parts)
  }

  async want(refs: readonly ResourceRef[]): Promise<void> {
    if (refs.length === 0) return
    const { commands, prefix, clock } = this.#parts
    const until = Math.trunc(clock.now()) + WANTED_MS
    const wishes = refs.flatMap((ref) => [until, resourceKey(ref)])
    await commands.run('ask for resources', (redis) => redis.zadd(wantedKey(prefix), ...wishes))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([
      this.#parts.commands[Symbol.asyncDispose](),
      this.#parts.subscriber[Symbol.asyncDispose](),
    ])
    await this.#parts.checks[Symbol.asyncDispose]()
  }
}
