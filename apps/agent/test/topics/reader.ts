import type { UplinkHave } from '@argus/contracts/agent-frame'

import type { TopicCopy } from '../../src/topics/copy.ts'
import { Outgoing } from '../../src/topics/outgoing.ts'

/** The other end of a line, as the watcher is: what it has, and where it stands. */
export class Reader {
  readonly copy = new Map<string, string>()
  have: UplinkHave = 'nothing'
  synced = 0
  live = false
  /** What was told beside the objects, in order. */
  readonly marks: string[] = []
  /** Batches of each Key since the last look. */
  readonly sent: string[] = []
  #seen = new Set<string>()

  /** A new line begins. */
  begin(copy: TopicCopy): Outgoing {
    this.#seen = new Set()
    this.live = false
    return new Outgoing(1, copy, {
      have: this.have,
      wake: () => undefined,
      onEnd: () => undefined,
    })
  }

  /** Takes so many messages, or all that there are. */
  take(outgoing: Outgoing, most = Number.POSITIVE_INFINITY): void {
    for (let taken = 0; taken < most; taken += 1) {
      const message = outgoing.next()
      if (message === undefined) return
      const { frame, objects } = message
      const bytes = [...objects]
      switch (frame.type) {
        case 'changes':
          for (const change of frame.changes) {
            this.sent.push(change.key)
            if (change.type === 'gone') this.copy.delete(change.key)
            else this.#seen.add(change.key)
            if (change.type === 'object') this.copy.set(change.key, bytes.shift()?.toString() ?? '')
          }
          if (frame.at !== undefined) this.have = frame.at
          break
        case 'index':
          for (const [key] of frame.entries) this.#seen.add(key)
          outgoing.want(
            frame.entries.filter(([key, hash]) => this.copy.get(key) !== hash).map(([key]) => key),
          )
          continue
        case 'compared':
          for (const key of this.copy.keys()) if (!this.#seen.has(key)) this.copy.delete(key)
          this.have = frame.at
          break
        case 'synced':
          this.synced = frame.lists
          this.marks.push('synced')
          break
        case 'status':
          this.live = frame.status.state === 'live'
          this.marks.push(frame.status.state)
          break
        case 'answer':
        case 'definitions':
        case 'rotate':
        case 'server':
        case 'silent':
          throw new Error('no frame of a Topic')
      }
      outgoing.taken()
    }
  }
}
