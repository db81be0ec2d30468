import type { Attempt, Hashed, Progress } from './attempt.ts'
import { NoStreamingListError } from './fault.ts'
import type { InformerEvent } from './informer-event.ts'
import { takeIn, takeOut } from './intake.ts'
import { type ResourceVersion, compareVersions } from './resource-version.ts'
import { endList } from './synced.ts'
import { type WatchEvent, parseWatchEvent } from './watch-event.ts'

/**
 * What the lines of one stream come to. It stops at the first line that ends the stream, with `error`; what
 * came before that line stands, and nothing after it is read.
 */
export class StreamReader<P extends Hashed> {
  readonly #context: Attempt<P>
  /** The version that everything up to has been taken; missing while the list is streaming. */
  #position: ResourceVersion | undefined
  /** The position as last reported. */
  #reported: ResourceVersion | undefined
  #empty = true
  #error: Error | undefined

  constructor(context: Attempt<P>, position: ResourceVersion | undefined) {
    this.#context = context
    this.#position = position
    this.#reported = position
  }

  get listed(): boolean {
    return this.#position !== undefined
  }

  /** Whether the stream has sent nothing at all. */
  get empty(): boolean {
    return this.#empty
  }

  get error(): Error | undefined {
    return this.#error
  }

  read(lines: readonly Buffer[]): readonly Progress<P>[] {
    const time = this.#context.clock.now()
    const steps: Progress<P>[] = []
    let events: InformerEvent<P>[] = []
    let bookmark = false
    const close = () => {
      const version = this.#position
      const moved = version !== undefined && (bookmark || version !== this.#reported)
      if (moved) steps.push({ events, input: { type: 'moved', version, bookmark } })
      else if (events.length > 0) steps.push({ events })
      this.#reported = version
      events = []
    }
    for (const line of lines) {
      this.#empty = false
      try {
        const event = parseWatchEvent(line)
        if (event.type === 'ERROR') throw event.error
        if (event.type !== 'BOOKMARK') events.push(...this.#take(event, time))
        else if (this.#position === undefined) {
          close()
          steps.push(this.#endInitialEvents(event, time))
        } else {
          bookmark = true
          this.#move(event.version)
        }
      } catch (error) {
        this.#error = error instanceof Error ? error : new Error(String(error))
        break
      }
    }
    close()
    return steps
  }

  #take(
    event: Extract<WatchEvent, { type: 'ADDED' | 'MODIFIED' | 'DELETED' }>,
    time: number,
  ): readonly InformerEvent<P>[] {
    const { store, project } = this.#context
    const arrival = { ...event, time }
    if (this.#position === undefined) {
      if (event.type !== 'ADDED') throw noEnd('changes before the end of its streaming list')
      return takeIn(store, arrival, project)
    }
    const { resourceVersion } = event.object.metadata
    // Equal is a duplicate and lower comes from a replica that lags: both have been taken already.
    const fresh = this.#move(resourceVersion)
    if (event.type === 'DELETED') return takeOut(store, arrival, fresh)
    return fresh ? takeIn(store, arrival, project) : []
  }

  #endInitialEvents(
    { initialEventsEnd, version }: Extract<WatchEvent, { type: 'BOOKMARK' }>,
    time: number,
  ): Progress<P> {
    if (!initialEventsEnd) throw noEnd('a bookmark in the middle of its streaming list')
    this.#position = version
    this.#reported = version
    return endList(this.#context.store, version, time)
  }

  /** Moves the position on; answers whether the version was beyond it. */
  #move(version: ResourceVersion): boolean {
    const order = this.#position === undefined ? 1 : compareVersions(version, this.#position)
    if (order !== undefined && order <= 0) return false
    this.#position = version
    return true
  }
}

function noEnd(what: string): NoStreamingListError {
  return new NoStreamingListError(`the API server sends ${what}`)
}
