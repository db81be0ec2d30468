import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** One statement as a client sent it; values as text. */
export interface Statement {
  readonly text: string
  readonly values: readonly (string | null)[]
}

/** A proxy in front of PostgreSQL that writes down what is asked: what a service really does, not what we believe. */
export interface StatementRecorder extends AsyncDisposable {
  readonly port: number
  /** The last transaction, from its `begin` on, that satisfies a condition. */
  transaction(fits: (statements: readonly Statement[]) => boolean): readonly Statement[]
}

export async function startRecorder(target: number): Promise<StatementRecorder> {
  const transactions: Statement[][] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
    }
    client.pipe(upstream).pipe(client)
    let current: Statement[] = []
    const read = messageReader((statement) => {
      if (/^begin/i.test(statement.text)) current = []
      current.push(statement)
      if (/^commit/i.test(statement.text)) transactions.push(current)
    })
    client.on('data', read)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not a TCP listener')
  return {
    port: address.port,
    transaction(fits) {
      const found = transactions.findLast(fits)
      if (found === undefined) throw new Error('no such transaction was seen')
      return found
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Reads a client's half of the protocol: https://www.postgresql.org/docs/16/protocol-message-formats.html */
function messageReader(onStatement: (statement: Statement) => void): (data: Buffer) => void {
  let rest = Buffer.alloc(0)
  let started = false
  /** The texts of prepared statements; the one without a name is that of the last Parse. */
  const prepared = new Map<string, string>()
  return (data) => {
    rest = Buffer.concat([rest, data])
    for (;;) {
      const head = started ? 1 : 0 // only the first message has no type
      if (rest.length < head + 4) return
      const end = head + rest.readInt32BE(head)
      if (rest.length < end) return
      const type = started ? String.fromCharCode(rest[0] ?? 0) : ''
      const body = rest.subarray(head + 4, end)
      rest = rest.subarray(end)
      started = true
      if (type === 'Q') onStatement({ text: body.toString('utf8', 0, body.indexOf(0)), values: [] })
      if (type === 'P') prepared.set(textAt(body, 0), textAt(body, body.indexOf(0) + 1))
      if (type !== 'B') continue
      const text = prepared.get(textAt(body, body.indexOf(0) + 1)) ?? ''
      onStatement({ text, values: valuesOf(body) })
    }
  }
}

function textAt(body: Buffer, from: number): string {
  return body.toString('utf8', from, body.indexOf(0, from))
}

/** Of a Bind: two names, the formats, then each value with its length; -1 is null. */
function valuesOf(body: Buffer): (string | null)[] {
  let at = body.indexOf(0, body.indexOf(0) + 1) + 1
  at += 2 + 2 * body.readInt16BE(at)
  const count = body.readInt16BE(at)
  at += 2
  return Array.from({ length: count }, () => {
    const length = body.readInt32BE(at)
    at += 4
    if (length < 0) return null
    const value = body.toString('utf8', at, at + length)
    at += length
    return value
  })
}
