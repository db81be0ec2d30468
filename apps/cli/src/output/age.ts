const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long ago, as kubectl says it: https://github.com/kubernetes/apimachinery/blob/master/pkg/util/duration/duration.go */
export function ageOf(then: number, now: number): string {
  return duration(Math.max(now - then, 0))
}

function duration(ms: number): string {
  if (ms < 2 * MINUTE) return `${whole(ms, SECOND)}s`
  if (ms < 10 * MINUTE) return two(ms, { large: MINUTE, small: SECOND, names: 'ms' })
  if (ms < 3 * HOUR) return `${whole(ms, MINUTE)}m`
  if (ms < 8 * HOUR) return two(ms, { large: HOUR, small: MINUTE, names: 'hm' })
  if (ms < 2 * DAY) return `${whole(ms, HOUR)}h`
  if (ms < 8 * DAY) return two(ms, { large: DAY, small: HOUR, names: 'dh' })
  if (ms < 2 * YEAR) return `${whole(ms, DAY)}d`
  if (ms < 8 * YEAR) return two(ms, { large: YEAR, small: DAY, names: 'yd' })
  return `${whole(ms, YEAR)}y`
}

const YEAR = 365 * DAY

interface Units {
  readonly large: number
  readonly small: number
  /** A letter each. */
  readonly names: string
}

function two(ms: number, { large, small, names }: Units): string {
  const rest = whole(ms % large, small)
  return `${whole(ms, large)}${names.charAt(0)}${rest === 0 ? '' : `${rest}${names.charAt(1)}`}`
}

const whole = (ms: number, unit: number): number => Math.floor(ms / unit)
