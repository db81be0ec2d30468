import { EVERY } from '@argus/contracts/client-frame'
import { parseClientPosition, type Position } from '@argus/contracts/position'
import { Refusal } from '@argus/contracts/refusal-code'

/** The Position that each cluster has to be at, at least. */
export type Leasts = ReadonlyMap<string, Position>

/** Reads `at_least`. Of one cluster it is a Position; of all, each is behind the name of its cluster and a colon. */
export function leastsOf(cluster: string, texts: readonly string[] = []): Leasts {
  const leasts = new Map<string, Position>()
  for (const text of texts) {
    const colon = text.indexOf(':')
    if ((cluster === EVERY) !== colon > 0) throw misnamed()
    const name = colon > 0 ? text.slice(0, colon) : cluster
    const parsed = parseClientPosition(text.slice(colon + 1))
    if (parsed === undefined || leasts.has(name)) throw misnamed()
    leasts.set(name, parsed.position)
  }
  return leasts
}

/** Where a copy stands to the Position asked for; a Position of another epoch says nothing by its number. */
export function standing(at: Position, least: Position): 'reached' | 'short' | 'elsewhere' {
  if (at.epoch !== least.epoch) return 'elsewhere'
  return at.seq >= least.seq ? 'reached' : 'short'
}

const misnamed = (): Refusal =>
  new Refusal(
    'invalid_request',
    'at_least: of one cluster, say its Position once; of all, say <cluster>:<Position> for each that matters, once.',
  )
