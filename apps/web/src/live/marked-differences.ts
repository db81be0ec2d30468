import type { Difference } from './field-diff.ts'

/** A difference, and what happened to it while it was looked at. Times are milliseconds since the epoch. */
export interface MarkedDifference extends Difference {
  readonly appearedAt: number | undefined
  readonly goneAt: number | undefined
}

/** Takes what differs now: what is new is marked with its time, what is no more stays for a while. */
export function nextDifferences(
  known: readonly MarkedDifference[] | undefined,
  differences: readonly Difference[],
  now: number,
): readonly MarkedDifference[] {
  if (known === undefined)
    return differences.map((one) => ({ ...one, appearedAt: undefined, goneAt: undefined }))
  const before = new Map(known.map((one) => [one.path, one]))
  const current = new Set(differences.map(({ path }) => path))
  const here = differences.map((one): MarkedDifference => {
    const old = before.get(one.path)
    const appearedAt = old === undefined || old.goneAt !== undefined ? now : old.appearedAt
    return { ...one, appearedAt, goneAt: undefined }
  })
  const gone = known
    .filter(({ path }) => !current.has(path))
    .map((one) => ({ ...one, goneAt: one.goneAt ?? now }))
    .filter(({ goneAt }) => now - goneAt < GONE_MS)
  return inPlace(here, gone, known)
}

/** Those that are still told: a difference that vanished stays for 3 s. */
export function toldDifferences(
  differences: readonly MarkedDifference[],
  now: number,
): readonly MarkedDifference[] {
  return differences.filter(({ goneAt }) => goneAt === undefined || now - goneAt < GONE_MS)
}

/** A gone one stays behind the one that it stood behind. */
function inPlace(
  here: readonly MarkedDifference[],
  gone: readonly MarkedDifference[],
  known: readonly MarkedDifference[],
): readonly MarkedDifference[] {
  const placed = [...here]
  for (const one of gone) {
    const old = known.findIndex(({ path }) => path === one.path)
    const neighbour = known[old - 1]?.path
    const at = placed.findIndex(({ path }) => path === neighbour)
    placed.splice(at + 1, 0, one)
  }
  return placed
}

const GONE_MS = 3_000
