/**
 * Sockets that look at when each event was due. A line of standard input is a span, from which on its events count, or
 * `null`, which is answered with what came of them.
 */
import { createInterface } from 'node:readline'

import type { Dial } from '../fanout/subject.ts'
import { quantile } from '../statistics.ts'
import { openSocket } from './open-socket.ts'
import type { Span } from './pace.ts'
import { now, stampOf, stampsIn } from './stamp.ts'

const { sockets, ...dial }: Dial & { sockets: number } = JSON.parse(process.argv[2] ?? '')
let span: Span = { from: 0, to: 0 }
let ages: number[] = []

const hear = (text: string): void => {
  const at = now()
  for (const due of stampsIn(text)) if (due >= span.from && due < span.to) ages.push(at - due)
}
const opened = await Promise.all(Array.from({ length: sockets }, () => openSocket(dial, hear)))
for (const socket of opened)
  socket.on('close', (code) => {
    throw new Error(`a server ended a connection: ${code}`)
  })
console.log('ready')

for await (const line of createInterface(process.stdin)) {
  const said: Span | null = JSON.parse(line)
  if (said === null) {
    const [p50, p99, p999] = [0.5, 0.99, 0.999].map((share) => quantile(ages, share))
    console.log(JSON.stringify({ events: ages.length, p50, p99, p999 }))
  } else {
    span = { from: carried(said.from), to: carried(said.to) }
    ages = []
    console.log('set')
  }
}
process.exit(0)

/** A time as a stamp gives it back, so that the first event of a span is never a part of a µs before it. */
function carried(timeMs: number): number {
  return stampOf(timeMs) / 1_000
}
