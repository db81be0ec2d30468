import { Writable } from 'node:stream'

import { pino, type Logger } from 'pino'

/** A logger whose lines a test reads. */
export function loggerInto(lines: string[]): Logger {
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      lines.push(...chunk.toString('utf8').split('\n').filter(Boolean))
      done()
    },
  })
  return pino({ level: 'trace' }, stream)
}
