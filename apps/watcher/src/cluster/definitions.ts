import type { DefinitionEvent } from '@argus/informer/definitions'

import { abortable } from '@argus/informer/abortable'
import type { Clock } from '../clock.ts'
import type { Reach } from './reach/reach.ts'

interface ResourceName {
  readonly group: string
  readonly resource: string
}

/** Which definitions a cluster has, and which of them changed, for whoever waits for one. */
export class Definitions {
  readonly #generations = new Map<string, number>()
  readonly #waiting = new Map<string, Set<() => void>>()
  readonly #defined = new Set<string>()
  #backs = 0
  readonly #waitingForBack = new Set<() => void>()

  /** Whether the cluster is known to define it. What is not a custom resource is not. */
  has(name: ResourceName): boolean {
    return this.#defined.has(nameOf(name))
  }

  /** A number that changes with each change of a definition. */
  generation(name: ResourceName): number {
    return this.#generations.get(nameOf(name)) ?? 0
  }

  /** Resolves when the generation is no longer the one given; rejects when the signal aborts. */
  async changed(name: ResourceName, since: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.generation(name) !== since) return
    const waiting = this.#waitingFor(nameOf(name))
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting.add(resolve)
    try {
      await abortable(promise, signal)
    } finally {
      waiting.delete(resolve)
    }
  }

  /** A definition was made, edited or removed. */
  note(event: DefinitionEvent): void {
    const key = nameOf(event)
    if (event.type === 'changed') this.#defined.add(key)
    else this.#defined.delete(key)
    this.#generations.set(key, (this.#generations.get(key) ?? 0) + 1)
    for (const wake of this.#waitingFor(key)) wake()
  }

  /** How often the cluster could be asked again after it could not be. */
  get backs(): number {
    return this.#backs
  }

  noteBack(): void {
    this.#backs += 1
    for (const wake of this.#waitingForBack) wake()
  }

  /** Resolves when it has come back since; rejects when the signal aborts. */
  async isBack(since: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.#backs !== since) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waitingForBack.add(resolve)
    try {
      await abortable(promise, signal)
    } finally {
      this.#waitingForBack.delete(resolve)
    }
  }

  #waitingFor(key: string): Set<() => void> {
    const waiting = this.#waiting.get(key) ?? new Set()
    this.#waiting.set(key, waiting)
    return waiting
  }
}

/** After a defect: what has led to it may come about again at once. */
const AGAIN_MS = 5_000

export interface NoteOptions {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Told of what nobody expects: after it all is told anew. */
  readonly onDefect: (error: unknown) => void
}

/** Keeps `definitions` up with a cluster until the signal aborts: a defect that one cluster leads to is not its end. */
export async function noteDefinitions(
  reach: Pick<Reach, 'definitions'>,
  definitions: Definitions,
  { clock, signal, onDefect }: NoteOptions,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const events of reach.definitions({ clock, signal }))
        for (const event of events) definitions.note(event)
      return
    } catch (error) {
      if (signal.aborted) return
      onDefect(error)
      await clock.sleep(AGAIN_MS, signal).catch(() => undefined) // The loop asks the signal itself.
    }
  }
}

function nameOf({ group, resource }: ResourceName): string {
  return `${resource}.${group}`
}
