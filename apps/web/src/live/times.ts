import { duration } from './words.ts'

/** How the reader wants times: in which zone, that of the browser where none is named, and in which form. */
export interface TimeWish {
  readonly zone: string | undefined
  readonly form: 'relative' | 'absolute'
}

/** Formatters are made once for a wish: making them is what costs. */
let formats = formatsOf({ zone: undefined, form: 'relative' })

/** From now on times are written so, on the whole page. */
export function writeTimes(wish: TimeWish): void {
  formats = formatsOf(wish)
}

/** 14:08:32 */
export const clockTime = (at: number): string => formats.clock.format(at)

/** Day, time and zone: what a title holds where a cell is short. */
export const fullTime = (at: number): string => formats.full.format(at)

/** 27 Nov, 14:08:32 */
export const dayTime = (at: number): string => formats.dayTime.format(at)

/** The zone that all times are in. */
export const zoneName = (): string => formats.clock.resolvedOptions().timeZone

/** A time as a cell has room for: how long ago, or when, as the reader wants it. `word` follows what is past. */
export function moment(at: number, now: number, word = ''): string {
  return formats.form === 'absolute' ? shortTime(at, now) : distance(at, now, word)
}

/** Whether it is so near that a number would say nothing. */
export const isNow = (at: number, now: number): boolean =>
  formats.form === 'relative' && Math.abs(now - at) < 60_000

/** Both, and the zone: what a title holds. */
export function wholeMoment(at: number, now: number): string {
  return `${fullTime(at)}, ${distance(at, now, ' ago')}`
}

function distance(at: number, now: number, word: string): string {
  return at > now + SKEW_MS ? `in ${duration(at - now)}` : `${duration(now - at)}${word}`
}

/** As much of it as tells it from now: the time today, the day this year, else the month. */
function shortTime(at: number, now: number): string {
  const { clock, day, month, date } = formats
  if (date.format(at) === date.format(now)) return clock.format(at)
  return Math.abs(now - at) < HALF_YEAR_MS ? day.format(at) : month.format(at)
}

interface Formats extends Pick<TimeWish, 'form'> {
  readonly clock: Intl.DateTimeFormat
  readonly full: Intl.DateTimeFormat
  readonly dayTime: Intl.DateTimeFormat
  readonly date: Intl.DateTimeFormat
  readonly day: Intl.DateTimeFormat
  readonly month: Intl.DateTimeFormat
}

function formatsOf({ zone, form }: TimeWish): Formats {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone })
  return {
    form,
    clock: format({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    full: format({ dateStyle: 'medium', timeStyle: 'long' }),
    dayTime: format({
      day: '2-digit',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }),
    date: format({ dateStyle: 'short' }),
    day: format({ day: 'numeric', month: 'short' }),
    month: format({ month: 'short', year: 'numeric' }),
  }
}

/** Clocks of clusters and browsers differ by this much without anybody having looked into the future. */
const SKEW_MS = 5_000
const HALF_YEAR_MS = 183 * 86_400_000
