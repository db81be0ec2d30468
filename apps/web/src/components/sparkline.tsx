import type { ReactElement } from 'react'

import { RATE_SECONDS, type Rate } from '../live/rate.ts'
import classes from './sparkline.module.css'

/** Changes per second over the last quarter of an hour, as far as this page saw them; the newest at the right. */
export function Sparkline({
  rate,
  label,
}: {
  readonly rate: Rate
  readonly label: string
}): ReactElement {
  const points = buckets(rate)
  const most = Math.max(1, ...points)
  const step = WIDTH / (BUCKETS - 1)
  const first = BUCKETS - points.length
  const line = points
    .map(
      (value, index) =>
        `${((first + index) * step).toFixed(1)},${(HEIGHT - 1.5 - (value / most) * (HEIGHT - 4)).toFixed(1)}`,
    )
    .join(' ')
  const left = (first * step).toFixed(1)
  return (
    <svg
      className={classes['spark']}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <polygon
        className={classes['area']}
        points={`${left},${HEIGHT} ${line} ${WIDTH},${HEIGHT}`}
      />
      <polyline className={classes['line']} points={line} />
      <line className={classes['base']} x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
    </svg>
  )
}

/** Means over equal spans, the last one ending now. */
function buckets({ counts }: Rate): readonly number[] {
  const span = RATE_SECONDS / BUCKETS
  const filled = Math.min(BUCKETS, Math.max(2, Math.ceil(counts.length / span)))
  return Array.from({ length: filled }, (_, index) => {
    const end = counts.length - (filled - 1 - index) * span
    const part = counts.slice(Math.max(0, end - span), Math.max(0, end))
    return part.length === 0 ? 0 : part.reduce((sum, value) => sum + value, 0) / part.length
  })
}

const BUCKETS = 90
const WIDTH = 164
const HEIGHT = 24
