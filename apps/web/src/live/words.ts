/** Numbers and lengths of time in words. Formatters are made once: making them is what costs. */
const whole = new Intl.NumberFormat('en')
const tenth = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })

export const count = (value: number): string => whole.format(value)

/** 0.2 s */
export const seconds = (ms: number): string =>
  ms < 60_000 ? `${tenth.format(ms / 1_000)} s` : duration(ms)

export const rateWord = (perSecond: number): string =>
  perSecond >= 100 ? whole.format(Math.round(perSecond)) : tenth.format(perSecond)

/** One unit, as a cell has room for: 12 s, 7 min, 3 h, 214 d. */
export function duration(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1_000))
  if (s < 60) return `${s} s`
  if (s < 3_600) return `${Math.floor(s / 60)} min`
  if (s < 48 * 3_600) return `${Math.floor(s / 3_600)} h`
  return `${Math.floor(s / 86_400)} d`
}

/** 1 object, 2 objects. */
export const counted = (value: number, word: string): string =>
  `${count(value)} ${word}${value === 1 ? '' : 's'}`

/** Control and direction-changing characters made visible: a name must not rearrange the line it stands in. */
export function plainText(text: string): string {
  return text.replaceAll(/(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu, '␦')
}
