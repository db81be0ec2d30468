/** What a clock in this zone shows, as a field for a day and a time takes it: 2026-11-27T14:05. */
export function wallTime(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { ...FIELDS, timeZone: zone }).formatToParts(at)
  const part = (wanted: keyof typeof FIELDS) =>
    parts.find(({ type }) => type === wanted)?.value ?? ''
  const day = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`
  return `${day}T${part('hour')}:${part('minute')}`
}

/**
 * When a clock in this zone shows that; `undefined` for what is no time. Of a time that a clock shows twice in a year it
 * is one of both, and one that is left out is moved by as much as the clock.
 */
export function timeAt(wall: string, zone: string): number | undefined {
  const asUtc = Date.parse(`${wall}Z`)
  if (Number.isNaN(asUtc)) return undefined
  const ahead = (at: number) => Date.parse(`${wallTime(at, zone)}Z`) - at
  // The zone may have been elsewhere by as much as the first guess is wrong.
  return asUtc - ahead(asUtc - ahead(asUtc))
}

const FIELDS = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const
