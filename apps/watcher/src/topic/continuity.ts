import type { Position } from '@argus/contracts/position'

/**
 * Whether a writer that takes a Topic must begin a new epoch: it was never written, or the log has lost what this
 * replica saw confirmed (a fail-over, a restored copy), so that its next numbers would be given twice.
 */
export function needsNewEpoch(
  stands: Position | undefined,
  confirmed: Position | undefined,
): boolean {
  if (stands === undefined) return true
  return confirmed !== undefined && confirmed.epoch === stands.epoch && stands.seq < confirmed.seq
}
