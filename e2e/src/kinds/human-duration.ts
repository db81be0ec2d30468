/**
 * How an API server writes an age, given in seconds: two units at most, fewer the longer it is.
 * https://pkg.go.dev/k8s.io/apimachinery/pkg/util/duration#HumanDuration
 */
export function humanDuration(seconds: number): string {
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 2 * MINUTE) return `${seconds}s`
  if (seconds < 10 * MINUTE) return two(seconds, [MINUTE, 'm'], [1, 's'])
  if (seconds < 3 * HOUR) return `${Math.trunc(seconds / MINUTE)}m`
  if (seconds < 8 * HOUR) return two(seconds, [HOUR, 'h'], [MINUTE, 'm'])
  if (seconds < 2 * DAY) return `${Math.trunc(seconds / HOUR)}h`
  if (seconds < 8 * DAY) return two(seconds, [DAY, 'd'], [HOUR, 'h'])
  if (seconds < 2 * YEAR) return `${Math.trunc(seconds / DAY)}d`
  if (seconds < 8 * YEAR) return two(seconds, [YEAR, 'y'], [DAY, 'd'])
  return `${Math.trunc(seconds / YEAR)}y`
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY

type Unit = readonly [seconds: number, letter: string]

function two(seconds: number, [large, one]: Unit, [small, other]: Unit): string {
  const rest = Math.trunc((seconds % large) / small)
  const whole = `${Math.trunc(seconds / large)}${one}`
  return rest === 0 ? whole : `${whole}${rest}${other}`
}
