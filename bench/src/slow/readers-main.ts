/**
 * Readers that stand still when they are told to. Lines of standard input: `stall`; or the newest event of each Key, upon
 * which they read again, and what became of them is printed once they hold that, or after 20 s.
 */
import { createInterface } from 'node:readline'
import { until } from '@argus/testkit/until'

import { type Dials, Reader } from './reader.ts'

const { sockets, ...dials }: Dials & { sockets: number } = JSON.parse(process.argv[2] ?? '')
const readers = Array.from({ length: sockets }, () => new Reader(dials))
await Promise.all(readers.map((reader) => reader.open()))
console.log('ready')

for await (const line of createInterface(process.stdin)) {
  if (line === 'stall') {
    for (const reader of readers) reader.stall()
    console.log('stalled')
    continue
  }
  const final: Record<string, number> = JSON.parse(line)
  for (const reader of readers) reader.resume()
  const began = performance.now()
  const holding = () => readers.filter((reader) => reader.holds(final)).length
  await until(() => holding() === sockets, { what: 'the newest state', timeoutMs: 20_000 }).catch(
    () => undefined, // whoever lost something never gets there: `holding` tells
  )
  const ms = Math.round(performance.now() - began)
  console.log(JSON.stringify({ ms, holding: holding(), fates: readers.map(({ fate }) => fate) }))
}
process.exit(0)
