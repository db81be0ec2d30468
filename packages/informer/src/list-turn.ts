import type { ApiServer } from './api-server/api-server.ts'

/** Lists at once per cluster: each costs an API server a multiple of its response for a moment. */
const LISTS_AT_ONCE = 4

/** The right to list now; disposing of it passes it on. */
export async function takeListTurn(api: ApiServer, signal: AbortSignal): Promise<Disposable> {
  const queue = queues.get(api) ?? { running: 0, waiting: [] }
  queues.set(api, queue)
  while (queue.running >= LISTS_AT_ONCE) {
    const turn = Promise.withResolvers<void>()
    const abort = () => turn.reject(signal.reason)
    queue.waiting.push(turn.resolve)
    signal.addEventListener('abort', abort, { once: true })
    try {
      signal.throwIfAborted()
      await turn.promise
    } catch (error) {
      // The turn may have been passed to this one meanwhile.
      queue.waiting = queue.waiting.filter((resolve) => resolve !== turn.resolve)
      queue.waiting.shift()?.()
      throw error
    } finally {
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
      queue.waiting.shift()?.()
    },
  }
}

interface Queue {
  running: number
  waiting: (() => void)[]
}

const queues = new WeakMap<ApiServer, Queue>()
