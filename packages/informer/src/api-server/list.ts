import type { ExchangeAnswer } from './exchange.ts'
import { ItemScanner, type ItemType, type ListEnvelope } from './list-items.ts'

/** A part of a page of a list. */
export type ListPart =
  | { readonly type: 'items'; readonly items: readonly Buffer[]; readonly itemType?: ItemType }
  /** The page is complete. */
  | ({ readonly type: 'end' } & ListEnvelope)

/** Reads the body of a list; each item as soon as it is complete. */
export async function* readList(
  { body }: ExchangeAnswer,
  itemLimit?: number,
): AsyncGenerator<ListPart> {
  const scanner = new ItemScanner(itemLimit)
  for await (const batch of body) {
    const items = batch.flatMap((piece) => scanner.push(piece))
    const { itemType } = scanner
    yield { type: 'items', items, ...(itemType ? { itemType } : {}) }
  }
  yield { type: 'end', ...scanner.finish() }
}
