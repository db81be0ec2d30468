import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { type Change, type History, changesAfter, remember } from './history.ts'
import { type KubeObject, type ObjectInput, keyOf } from './kube-object.ts'
import { StatusError, expired, notFound } from './status-error.ts'

/** A line of the readable log of all that was written: what a test compares a client's copy with. */
export interface LogEntry {
  readonly version: number
  readonly type: Change['type']
  readonly resource: string
  readonly key: string
  readonly uid: string
}

export interface WriteOptions {
  /** Only `status` is taken from the input, or everything but it; without: all of it. */
  readonly part?: 'status' | 'rest'
}

export type Listener = (change: Change) => void

interface Shelf {
  readonly objects: Map<string, KubeObject>
  readonly history: History
  readonly listeners: Set<Listener>
}

/**
 * The objects of all resources (each named `group/resource`) under one counter of versions, as in etcd.
 * Writes are synchronous, so every reader sees them in one order.
 */
export class ObjectStore {
  readonly #shelves = new Map<string, Shelf>()
  readonly #historySize: number
  readonly #log: LogEntry[] = []
  #version = 1
  #compacted = 0

  constructor(historySize: number) {
    this.#historySize = historySize
  }

  get version(): number {
    return this.#version
  }

  /** The version that the last compaction forgot everything up to. */
  get compacted(): number {
    return this.#compacted
  }

  /** The newest writes, oldest first; bounded. */
  get log(): readonly LogEntry[] {
    return this.#log
  }

  list(resource: string): readonly KubeObject[] {
    return [...this.#shelf(resource).objects.values()].toSorted((a, b) =>
      compare(keyOf(a.metadata), keyOf(b.metadata)),
    )
  }

  get(resource: string, key: string): KubeObject | undefined {
    return this.#shelf(resource).objects.get(key)
  }

  create(resource: string, input: ObjectInput): KubeObject {
    const key = keyOf(input.metadata)
    if (this.get(resource, key)) {
      throw new StatusError({
        code: 409,
        reason: 'AlreadyExists',
        message: `${resource} "${key}" already exists`,
      })
    }
    const version = ++this.#version
    const object: KubeObject = {
      ...input,
      metadata: {
        ...input.metadata,
        uid: randomUUID(),
        resourceVersion: String(version),
        generation: 1,
        creationTimestamp: now(),
      },
    }
    return this.#write(resource, { version, type: 'ADDED', object })
  }

  /** Replaces an object. A `resourceVersion` in the input must be the current one; no change is no write. */
  update(resource: string, input: ObjectInput, { part }: WriteOptions = {}): KubeObject {
    const key = keyOf(input.metadata)
    const before = this.get(resource, key)
    if (!before) throw notFound(`${resource} "${key}"`)
    const expected = input.metadata.resourceVersion
    if (expected !== undefined && expected !== before.metadata.resourceVersion) throw conflict(key)
    const object = merged(before, input, part)
    if (isDeepStrictEqual(object, before)) return before
    const version = ++this.#version
    const after = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } }
    const released = before.metadata.deletionTimestamp && !after.metadata.finalizers?.length
    return this.#write(resource, {
      version,
      type: released ? 'DELETED' : 'MODIFIED',
      object: after,
      before,
    })
  }

  /** Deletes an object, or marks it when finalizers hold it. */
  delete(resource: string, key: string): KubeObject {
    const before = this.get(resource, key)
    if (!before) throw notFound(`${resource} "${key}"`)
    const held = (before.metadata.finalizers?.length ?? 0) > 0
    if (held && before.metadata.deletionTimestamp) return before
    const version = ++this.#version
    const resourceVersion = String(version)
    const metadata = held
      ? { ...before.metadata, resourceVersion, deletionTimestamp: now() }
      : { ...before.metadata, resourceVersion }
    const object = { ...before, metadata }
    return this.#write(resource, { version, type: held ? 'MODIFIED' : 'DELETED', object, before })
  }

  /** The changes after `version`, and the listener told of each later one; throws when they are forgotten. */
  follow(resource: string, version: number, listener: Listener): readonly Change[] {
    const { history, listeners } = this.#shelf(resource)
    const changes = changesAfter(history, version)
    if (!changes) throw expired(`too old resource version: ${version} (${history.floor})`)
    listeners.add(listener)
    return changes
  }

  unfollow(resource: string, listener: Listener): void {
    this.#shelf(resource).listeners.delete(listener)
  }

  /** Forgets the history of all resources, as etcd's compaction does. */
  compact(): void {
    this.#version += 1
    this.#compacted = this.#version
    for (const { history } of this.#shelves.values()) {
      history.floor = this.#version
      history.changes = []
    }
  }

  /** Forgets the history of one resource, as a server does that serves it anew: what it held was in memory. */
  forget(resource: string): void {
    const { history } = this.#shelf(resource)
    history.floor = this.#version
    history.changes = []
  }

  #write(resource: string, change: Change): KubeObject {
    const { objects, history, listeners } = this.#shelf(resource)
    const key = keyOf(change.object.metadata)
    if (change.type === 'DELETED') objects.delete(key)
    else objects.set(key, change.object)
    remember(history, change, this.#historySize)
    const { uid } = change.object.metadata
    this.#log.push({ version: change.version, type: change.type, resource, key, uid })
    if (this.#log.length > 2 * LOG_SIZE) this.#log.splice(0, LOG_SIZE)
    for (const listener of listeners) listener(change)
    return change.object
  }

  #shelf(resource: string): Shelf {
    const known = this.#shelves.get(resource)
    if (known) return known
    const shelf = {
      objects: new Map(),
      history: { floor: 0, changes: [] },
      listeners: new Set<Listener>(),
    }
    this.#shelves.set(resource, shelf)
    return shelf
  }
}

const LOG_SIZE = 50_000

/** What the server sets stays; `generation` counts the changes outside metadata and status. */
function merged(before: KubeObject, input: ObjectInput, part: WriteOptions['part']): KubeObject {
  const kept = before.metadata
  if (part === 'status') return { ...before, status: input['status'] }
  const { deletionTimestamp } = kept
  const rest = part === 'rest' ? withStatusOf(before, input) : input
  const object: KubeObject = {
    ...rest,
    metadata: {
      ...input.metadata,
      uid: kept.uid,
      resourceVersion: kept.resourceVersion,
      creationTimestamp: kept.creationTimestamp,
      generation: kept.generation,
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    },
  }
  if (isDeepStrictEqual(desired(object), desired(before))) return object
  return { ...object, metadata: { ...object.metadata, generation: kept.generation + 1 } }
}

function withStatusOf(before: KubeObject, input: ObjectInput): ObjectInput {
  const { status: _, ...rest } = input
  return before['status'] === undefined ? { ...rest } : { ...rest, status: before['status'] }
}

function desired(object: KubeObject): unknown {
  const { metadata: _, status: __, ...rest } = object
  return rest
}

function conflict(key: string): StatusError {
  return new StatusError({
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on "${key}": the object has been modified; please apply your changes to the latest version and try again`,
  })
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
