/** A straight line through points: its slope, the standard error of that, and its value in the middle. */
export interface Line {
  readonly slope: number
  readonly error: number
  readonly middle: number
}

/** Least squares. `NaN` for fewer than three points. */
export function fit(points: readonly (readonly [x: number, y: number])[]): Line {
  const n = points.length
  const mean = (of: (point: readonly [number, number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / n
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)]
  const spreadX = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spreadX
  const rest = points.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0)
  const error = n < 3 ? Number.NaN : Math.sqrt(rest / (n - 2) / spreadX)
  return { slope, error, middle: meanY }
}
