import type { ApiServer } from './api-server/api-server.ts'

/** Lists at once per cluster: each costs an API server a multiple of its response for a moment. */
export const LISTS_AT_ONCE = 4

/** The right to list now, one of `atOnce()` that may change meanwhile; disposing of it passes it on. */
export async function takeListTurn(
  api: ApiServer,
  atOnce: () => number,
  signal: AbortSignal,
): Promise<Disposable> {
  const queue = queues.get(api) ?? { running: 0, waiting: [] }
  queues.set(api, queue)
  while (queue.running >= atOnce()) {
    const turn = Promise.withResolvers<void>()
    const abort = () => turn.reject(signal.reason)
    queue.waiting.push(turn.resolve)
    signal.addEventListener('abort', abort, { once: true })
    try {
      signal.throwIfAborted()
      await turn.promise
    } finally {
      queue.waiting = queue.waiting.filter((resolve) => resolve !== turn.resolve)
      signal.removeEventListener('abort', abort)
    }
  }
  queue.running += 1
  let given = false
  return {
    [Symbol.dispose]() {
      if (given) return
      given = true
      queue.running -= 1
      // All of them look again, in their order: there may be more turns now than before.
      for (const wake of queue.waiting.splice(0)) wake()
    },
  }
}

interface Queue {
  running: number
  waiting: (() => void)[]
}

const queues = new WeakMap<ApiServer, Queue>()
