/**
 * What `load-client.c` does, where there is no C compiler: the same arguments, lines and frames. It is slower, so with
 * many sockets the server waits for it more.
 */
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'

const [port, sockets, path, protocol = '', ask = '', answer = '', ...rest] = process.argv.slice(2)
const script = Array.from({ length: rest.length / 2 }, (_, at) => rest.slice(2 * at, 2 * at + 2))
const STARTING = 64
const MARK = '~'.charCodeAt(0)
const counts: number[] = []
let [wanted, complete, bytes] = [-1, 0, 0]

const count = Number(sockets)
for (let from = 0; from < count; from += STARTING) {
  const some = Math.min(STARTING, count - from)
  await Promise.all(Array.from({ length: some }, (_, at) => open(from + at)))
}
console.log('ready')
for await (const line of createInterface(process.stdin)) {
  counts.fill(0)
  ;[wanted, complete, bytes] = [Number(line), 0, 0]
  console.log('set')
}
process.exit(0)

function open(at: number): Promise<void> {
  counts[at] = 0
  const url = `ws://127.0.0.1:${port}${path}`
  const socket = new WebSocket(url, protocol === '' ? [] : protocol, {
    perMessageDeflate: false,
    createConnection: () => connect({ port: Number(port), host: '127.0.0.1' }),
  })
  const steps = [...script]
  const { promise, resolve } = Promise.withResolvers<void>()
  const advance = (heard: string): void => {
    for (let text = heard; steps.length > 0; text = '') {
      const [wait = '', say = ''] = steps[0] ?? []
      if (wait !== '' && !text.includes(wait)) return
      steps.shift()
      if (say !== '') socket.send(say)
    }
    resolve()
  }
  socket.on('open', () => advance(''))
  socket.on('message', (data: Buffer) => {
    hear(at, data)
    const small = data.length < 1_024 ? String(data) : String(data.subarray(0, 1_024))
    if (ask !== '' && small.split('\n').includes(ask)) socket.send(answer)
    if (steps.length > 0) advance(small)
  })
  socket.on('close', (code) => {
    throw new Error(`a server ended a connection: ${code}`)
  })
  return promise
}

function hear(at: number, data: Buffer): void {
  bytes += data.length
  if (wanted < 0) return
  const before = counts[at] ?? 0
  let now = before
  for (let found = data.indexOf(MARK); found >= 0; found = data.indexOf(MARK, found + 1)) now += 1
  counts[at] = now
  if (now > wanted) throw new Error('more events than were sent')
  if (before < wanted && now === wanted && ++complete === count) {
    console.log(`done ${bytes}`)
    wanted = -1
  }
}
