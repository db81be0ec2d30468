/** A secret that was planted, and where it was found. */
export interface Leak {
  readonly secret: string
  readonly exit: string
  readonly form: string
  /** What stands before it, to find the place by. */
  readonly before: string
}

/**
 * Searches every exit for every secret, by name: as it is, as hex, as base64 of either alphabet wherever in a longer text it
 * begins, percent-encoded, as JSON writes it, and in either case.
 */
export function leaksOf(
  exits: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string | Buffer>>,
): readonly Leak[] {
  const searched = Object.entries(exits).map(([exit, text]) => ({
    exit,
    text,
    lower: text.toLowerCase(),
  }))
  return Object.entries(secrets).flatMap(([secret, value]) =>
    Object.entries(formsOf(value)).flatMap(([form, wanted]) => {
      if (wanted.length < SHORTEST)
        throw new Error(`${secret} as ${form} is too short to search for`)
      return searched.flatMap(({ exit, text, lower }) => {
        const at = CASELESS.has(form) ? lower.indexOf(wanted.toLowerCase()) : text.indexOf(wanted)
        return at < 0 ? [] : [{ secret, exit, form, before: text.slice(Math.max(0, at - 40), at) }]
      })
    }),
  )
}

/** A shorter one would be found by chance. */
const SHORTEST = 8
const CASELESS: ReadonlySet<string> = new Set(['as it is', 'hex', 'percent-encoded'])

function formsOf(value: string | Buffer): Readonly<Record<string, string>> {
  const bytes = Buffer.from(value)
  return {
    ...(typeof value === 'string' && {
      'as it is': value,
      'percent-encoded': encodeURIComponent(value),
      JSON: JSON.stringify(value).slice(1, -1),
    }),
    hex: bytes.toString('hex'),
    ...Object.fromEntries(
      [0, 1, 2].flatMap((shift) => {
        const base64 = inside(bytes, shift)
        return [
          [`base64 at ${shift}`, base64],
          [`base64url at ${shift}`, base64.replaceAll('+', '-').replaceAll('/', '_')],
        ]
      }),
    ),
  }
}

/** The part of the base64 of a longer text that these bytes alone decide, when they begin `shift` bytes after a third. */
function inside(bytes: Buffer, shift: number): string {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replace(/=+$/, '')
  const known = Math.floor(((shift + bytes.length) * 8) / 6)
  return whole.slice(Math.ceil((shift * 8) / 6), known)
}
