/** Milliseconds since the epoch, of a clock that only goes forward and is as good in all processes of a machine. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}

/** A time (`now`) as a whole number that any payload can carry: µs since the epoch. */
export function stampOf(timeMs: number): number {
  return Math.round(timeMs * 1_000)
}

/** The times that a text carries; whoever looks for those of a span is not misled by another long number. */
export function* stampsIn(text: string): Generator<number> {
  for (const [digits] of text.matchAll(/(?<!\d)\d{16}(?!\d)/g)) yield Number(digits) / 1_000
}
