import { destination, pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino'

export type { DestinationStream, Logger }

/** What may never be printed, wherever in a line it stands. */
const SECRETS = [
  'token',
  'access_token',
  'accessToken',
  'refresh_token',
  'refreshToken',
  'id_token',
  'password',
  'passwordHash',
  'authorization',
  'cookie',
  'secret',
]
const REDACTED = [
  ...SECRETS,
  ...SECRETS.map((name) => `*.${name}`),
  'req.headers',
  '*.*.authorization',
  // Parsers of bodies put what they could not read into their error.
  'err.body',
]

/** What our tokens (a JWT's three parts) and API keys look like: wherever a text in a line holds one, it goes. */
const TOKENS = /\beyJ[\w-]+\.[\w-]+\.[\w-]+|\bargus_[\w-]{20,}/g

/** JSON lines on standard output unless told otherwise: constant message, data in fields, secrets replaced. */
export function createLogger(
  service: string,
  level = 'info',
  into: DestinationStream = destination(1),
): Logger {
  const options = {
    level,
    base: { service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: REDACTED, censor: '[redacted]' },
    hooks: { streamWrite: (line: string) => line.replaceAll(TOKENS, '[redacted]') },
  }
  return pino(options, into)
}
