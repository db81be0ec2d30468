import type { WebSocket } from 'ws'

import type { Dial } from '../fanout/subject.ts'
import { openSocket } from '../latency/open-socket.ts'
import { stampsIn } from '../latency/stamp.ts'

/** What became of a reader that stood still. */
export interface Fate {
  /** The code that each of its connections was closed with. */
  readonly closes: readonly number[]
  /** What it was answered when it came back: the changes since, or all. */
  readonly answers: readonly ('changes' | 'snapshot')[]
}

/** A socket that can stand still, and what it was told: of each Key the newest event, by when that was due. */
export class Reader {
  readonly #dials: Dials
  readonly #held = new Map<string, number>()
  readonly #closes: number[] = []
  readonly #answers: ('changes' | 'snapshot')[] = []
  #socket: WebSocket | undefined
  #at: string | undefined

  constructor(dials: Dials) {
    this.#dials = dials
  }

  get fate(): Fate {
    return { closes: this.#closes, answers: this.#answers }
  }

  /** Resolves when it is ready. Whenever it is closed it dials again, and goes on from where it was. */
  async open(): Promise<void> {
    const again = this.#closes.length > 0
    const dial = again ? this.#dialOn() : this.#dials.first
    const socket = await openSocket(dial, (text) => this.#hear(text, again))
    this.#socket = socket
    socket.on('close', (code) => {
      this.#closes.push(code)
      void this.open()
    })
  }

  stall(): void {
    this.#socket?.pause()
  }

  resume(): void {
    this.#socket?.resume()
  }

  /** Whether the newest events that it holds of these Keys are these. */
  holds(final: Readonly<Record<string, number>>): boolean {
    return Object.entries(final).every(([key, due]) => this.#held.get(key) === due)
  }

  #dialOn(): Dial {
    const { again } = this.#dials
    const from = JSON.stringify(this.#at ?? '')
    const script = again.script.map(([wait, say]) => [wait, say.replace(FROM, from)] as const)
    return { ...again, script }
  }

  #hear(text: string, again: boolean): void {
    if (!text.startsWith('{')) return this.#hold(EVERYTHING, text)
    const frame: Frame = JSON.parse(text)
    switch (frame.type) {
      case 'snapshot':
        if (frame.first) this.#held.clear()
        for (const item of frame.items) this.#hold(item.key, JSON.stringify(item))
        return
      case 'events':
        for (const event of frame.events) this.#hold(event.key, JSON.stringify(event))
        this.#at = frame.at
        return
      case 'bookmark':
        this.#at = frame.at
        return
      case 'synced':
        if (again) this.#answers.push(frame.resumed ? 'changes' : 'snapshot')
        this.#at = frame.at
        return
      case 'welcome':
      case 'subscribed':
      case 'status':
    }
  }

  #hold(key: string, text: string): void {
    for (const due of stampsIn(text)) this.#held.set(key, due)
  }
}

/** How it gets there first, and how from where it was: with the Position in the place of `FROM`. */
export interface Dials {
  readonly first: Dial
  readonly again: Dial
}

/** Where a script takes the Position to go on from, as JSON. */
export const FROM = '"FROM"'

/** The Key of all events of those who have none. */
export const EVERYTHING = ''

/** What is looked at of a frame. */
type Frame =
  | { readonly type: 'snapshot'; readonly first?: boolean; readonly items: readonly Keyed[] }
  | { readonly type: 'events'; readonly at: string; readonly events: readonly Keyed[] }
  | { readonly type: 'bookmark'; readonly at: string }
  | { readonly type: 'synced'; readonly at: string; readonly resumed: boolean }
  | { readonly type: 'welcome' | 'subscribed' | 'status' }

interface Keyed {
  readonly key: string
}
