/** Tells the bytes that a process holds when its garbage is collected: objects of V8, and the buffers outside its heap. */
export interface HeapMeter extends Disposable {
  bytes(): Promise<number>
}

/** Opens the debugger of a process, once: a session for each question would be what is measured. */
export async function openHeapMeter(inspector: string): Promise<HeapMeter> {
  const socket = new WebSocket(inspector)
  const waiting = new Map<number, PromiseWithResolvers<HeapUsage>>()
  const { promise: open, resolve, reject } = Promise.withResolvers<void>()
  socket.addEventListener('open', () => resolve(), { once: true })
  socket.addEventListener('close', () => {
    const ended = new Error(`the process whose debugger was at ${inspector} has ended`)
    reject(ended)
    for (const one of waiting.values()) one.reject(ended)
  })
  socket.addEventListener('message', ({ data }) => {
    const { id, result }: { id: number; result: HeapUsage } = JSON.parse(String(data))
    waiting.get(id)?.resolve(result)
    waiting.delete(id)
  })
  await open
  let asked = 0
  const ask = (method: string): Promise<HeapUsage> => {
    const answer = Promise.withResolvers<HeapUsage>()
    asked += 1
    waiting.set(asked, answer)
    socket.send(JSON.stringify({ id: asked, method }))
    return answer.promise
  }
  return {
    async bytes() {
      // Twice: what the first finds to be finalized, the second frees.
      await ask('HeapProfiler.collectGarbage')
      await ask('HeapProfiler.collectGarbage')
      const { usedSize, backingStorageSize = 0 } = await ask('Runtime.getHeapUsage')
      return usedSize + backingStorageSize
    },
    [Symbol.dispose]: () => socket.close(),
  }
}

/** The part of https://chromedevtools.github.io/devtools-protocol/v8/Runtime/#method-getHeapUsage that is read. */
interface HeapUsage {
  readonly usedSize: number
  readonly backingStorageSize?: number
}
