/** Milliseconds since the epoch of a Kubernetes time; `undefined` for anything else. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  const time = plainTime(value) ?? Date.parse(value)
  return Number.isNaN(time) ? undefined : time
}

/**
 * A time as Kubernetes writes nearly all of them, `2026-01-31T23:59:59Z`, some times cheaper than `Date.parse`: every object
 * has several. `undefined` for any other form, and for whatever a calendar would have to be asked about.
 */
function plainTime(text: string): number | undefined {
  if (text.length !== 20 || !hasMarks(text)) return undefined
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  const [hour, minute, second] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)]
  const known = year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 28
  if (!known || !(hour < 24 && minute < 60 && second < 60)) return undefined
  return (daysBefore(year, month) + day - 1) * DAY + (hour * 3_600 + minute * 60 + second) * 1_000
}

function hasMarks(text: string): boolean {
  return (
    text.charCodeAt(4) === DASH &&
    text.charCodeAt(7) === DASH &&
    text.charCodeAt(10) === T &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON &&
    text.charCodeAt(19) === Z
  )
}

const [DASH, T, COLON, Z, ZERO] = [0x2d, 0x54, 0x3a, 0x5a, 0x30]

/** `NaN`, with which no comparison holds, where there are no two digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO
  const ones = text.charCodeAt(at + 1) - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

/** Days from the epoch to the first of a month. */
function daysBefore(year: number, month: number): number {
  const past = year - 1
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - 477
  const leaps = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return (year - 1970) * 365 + leapDays + (MONTHS[month - 1] ?? 0) + (leaps && month > 2 ? 1 : 0)
}

/** Days of a common year before each month. */
const MONTHS = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]

const DAY = 86_400_000
