import { StreamError } from './api-error.ts'
import type { ExchangeAnswer } from './exchange.ts'
import { LineSplitter } from './watch-lines.ts'

/**
 * Reads the body of a watch: for each piece that arrives the lines it completes, which may be none. Half a
 * line at the end is a stream that broke.
 */
export async function* readWatch(
  { body }: ExchangeAnswer,
  lineLimit?: number,
): AsyncGenerator<readonly Buffer[]> {
  const splitter = new LineSplitter(lineLimit)
  for await (const chunk of body) yield splitter.push(chunk)
  if (splitter.restBytes > 0) throw new StreamError('the watch ended inside a line')
}
