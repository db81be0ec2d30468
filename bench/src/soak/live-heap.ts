/** What a process holds when its garbage is collected, in bytes. */
export interface LiveBytes {
  /** Objects of V8, and the buffers outside its heap. */
  readonly data: number
  /** Compiled code and what belongs to it: V8 goes on compiling what has run often enough, to as much as there are functions. */
  readonly code: number
}

/** Tells what a process holds. */
export interface HeapMeter extends Disposable {
  bytes(): Promise<LiveBytes>
}

/** Opens the debugger of a process, once: a session for each question would be what is measured. */
export async function openHeapMeter(inspector: string): Promise<HeapMeter> {
  const socket = new WebSocket(inspector)
  const waiting = new Map<number, PromiseWithResolvers<Answer>>()
  const { promise: open, resolve, reject } = Promise.withResolvers<void>()
  socket.addEventListener('open', () => resolve(), { once: true })
  socket.addEventListener('close', () => {
    const ended = new Error(`the process whose debugger was at ${inspector} has ended`)
    reject(ended)
    for (const one of waiting.values()) one.reject(ended)
  })
  socket.addEventListener('message', ({ data }) => {
    const { id, result }: { id: number; result: Answer } = JSON.parse(String(data))
    waiting.get(id)?.resolve(result)
    waiting.delete(id)
  })
  await open
  let asked = 0
  const ask = (method: string, params: object = {}): Promise<Answer> => {
    if (socket.readyState !== WebSocket.OPEN) throw new Error(`${inspector} answers no more`)
    const told = Promise.withResolvers<Answer>()
    asked += 1
    waiting.set(asked, told)
    socket.send(JSON.stringify({ id: asked, method, params }))
    return told.promise
  }
  return {
    async bytes() {
      // Twice: what the first finds to be finalized, the second frees.
      await ask('HeapProfiler.collectGarbage')
      await ask('HeapProfiler.collectGarbage')
      const { backingStorageSize = 0 } = await ask('Runtime.getHeapUsage')
      const { result } = await ask('Runtime.evaluate', SPACES)
      const spaces: readonly Space[] = JSON.parse(result?.value ?? '')
      const sizes = spaces.map(({ space_name: name, space_used_size: bytes }) => ({
        code: CODE_SPACE.test(name),
        bytes,
      }))
      const [code = 0, data = 0] = [true, false].map((which) =>
        sizes.reduce((sum, size) => sum + (size.code === which ? size.bytes : 0), 0),
      )
      return { code, data: data + backingStorageSize }
    },
    [Symbol.dispose]: () => socket.close(),
  }
}

/** The parts that are read of https://chromedevtools.github.io/devtools-protocol/v8/Runtime/#method-getHeapUsage and `#method-evaluate`. */
interface Answer {
  readonly backingStorageSize?: number
  readonly result?: { readonly value: string }
}

/** https://nodejs.org/api/v8.html#v8getheapspacestatistics */
interface Space {
  readonly space_name: string
  readonly space_used_size: number
}

const SPACES = {
  expression: 'JSON.stringify(process.getBuiltinModule("v8").getHeapSpaceStatistics())',
}

/** Machine code, and the bytecode and tables of it that V8 keeps apart from objects. */
const CODE_SPACE = /^(?:code|trusted)_/
