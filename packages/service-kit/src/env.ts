import { z } from 'zod'

/** Every variable that is missing or wrong, in one message: a start that fails says all of it at once. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError'
}

/**
 * Reads a service's variables by a schema. Purely: the caller passes `process.env`.
 * Throws an EnvironmentError that names every bad variable; never prints a value, which may be a secret.
 */
export function readEnv<T extends z.ZodType>(
  schema: T,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<T> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(present)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`)
  throw new EnvironmentError(
    `The environment does not fit. Set these variables and start again:\n${faults.join('\n')}`,
  )
}

/** A TCP port; 0 takes any free one. */
export const port = z.coerce.number().int().min(0).max(65_535)

/** A comma-separated list; empty items are dropped. */
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)

/** `production` unless it says otherwise: what is forgotten must not open a door. */
export const mode = z.enum(['production', 'development']).default('production')

/** The proxies in front of a service, addresses or networks: of `X-Forwarded-For` only what they say is believed. */
export const hops = list
  .pipe(
    z.array(
      z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
        error: 'each must be an address or a network such as 10.0.0.0/8',
      }),
    ),
  )
  .default([])
