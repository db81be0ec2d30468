/** A figure as the last line of a benchmark has it: rounded, and beside its goal where it has one. */
export function judged(
  id: string,
  measured: number,
  { most, least }: { readonly most?: number; readonly least?: number } = {},
): object {
  const value = Math.round(measured * 1_000) / 1_000
  if (most !== undefined) return { id, value, goal: `<=${most}`, ok: value <= most }
  if (least !== undefined) return { id, value, goal: `>=${least}`, ok: value >= least }
  return { id, value }
}
