/** Bytes that a process holds when all its garbage is collected: objects of V8, and the buffers outside its heap. */
export async function liveHeap(inspector: string): Promise<number> {
  const socket = new WebSocket(inspector)
  try {
    await opened(socket)
    // Twice: what the first finds to be finalized, the second frees.
    await ask(socket, 'HeapProfiler.collectGarbage')
    await ask(socket, 'HeapProfiler.collectGarbage')
    const { usedSize, backingStorageSize = 0 } = await ask(socket, 'Runtime.getHeapUsage')
    return usedSize + backingStorageSize
  } finally {
    socket.close()
  }
}

/** The part of https://chromedevtools.github.io/devtools-protocol/v8/Runtime/#method-getHeapUsage that is read. */
interface HeapUsage {
  readonly usedSize: number
  readonly backingStorageSize?: number
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('error', () => reject(new Error('no inspector')), { once: true })
  })
}

let calls = 0

function ask(socket: WebSocket, method: string): Promise<HeapUsage> {
  const id = (calls += 1)
  return new Promise((resolve, reject) => {
    socket.addEventListener('close', () => reject(new Error('the process has ended')), {
      once: true,
    })
    socket.addEventListener('message', function hear({ data }) {
      const answer: { id: number; result: HeapUsage } = JSON.parse(String(data))
      if (answer.id !== id) return
      socket.removeEventListener('message', hear)
      resolve(answer.result)
    })
    socket.send(JSON.stringify({ id, method }))
  })
}
