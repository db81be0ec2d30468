import { StreamError } from './api-error.ts'
import type { ExchangeAnswer } from './exchange.ts'
import { LineSplitter } from './watch-lines.ts'

/**
 * Reads the body of a watch: for each batch that arrives the lines it completes, which may be none. Half a
 * line at the end is a stream that broke.
 */
export async function* readWatch(
  { body }: ExchangeAnswer,
  lineLimit?: number,
): AsyncGenerator<readonly Buffer[]> {
  const splitter = new LineSplitter(lineLimit)
  for await (const batch of body) {
    const lines: Buffer[] = []
    try {
      for (const piece of batch) for (const line of splitter.push(piece)) lines.push(line)
    } catch (error) {
      // What came before a line that cannot be taken still counts.
      yield lines
      throw error
    }
    yield lines
  }
  if (splitter.restBytes > 0) throw new StreamError('the watch ended inside a line')
}
