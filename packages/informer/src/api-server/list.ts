import type { ExchangeAnswer } from './exchange.ts'
import { ItemScanner, type ItemType, type ListEnvelope, type ListItem } from './list-items.ts'

/** A part of a page of a list. */
export type ListPart =
  | { readonly type: 'items'; readonly items: readonly ListItem[]; readonly itemType?: ItemType }
  /** The page is complete. */
  | ({ readonly type: 'end' } & ListEnvelope)

/** Reads the body of a list; each item soon after it is complete. */
export async function* readList(
  { body }: ExchangeAnswer,
  itemLimit?: number,
): AsyncGenerator<ListPart> {
  const scanner = new ItemScanner(itemLimit)
  const partOf = (items: readonly ListItem[]): ListPart => {
    const { itemType } = scanner
    return { type: 'items', items, ...(itemType ? { itemType } : {}) }
  }
  for await (const batch of body) yield partOf(scanner.push(batch))
  const { items, envelope } = scanner.finish()
  if (items.length > 0) yield partOf(items)
  yield { type: 'end', ...envelope }
}
