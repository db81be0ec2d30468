import { pino, stdTimeFunctions, type Logger } from 'pino'

export type { Logger }

/** What may never be printed, wherever in a line it stands. */
const SECRETS = [
  'token',
  'access_token',
  'refresh_token',
  'password',
  'authorization',
  'cookie',
  'secret',
]
const REDACTED = [
  ...SECRETS,
  ...SECRETS.map((name) => `*.${name}`),
  'req.headers',
  '*.*.authorization',
]

/** JSON lines on standard output: constant message, data in fields, secrets replaced. */
export function createLogger(service: string, level = 'info'): Logger {
  return pino({
    level,
    base: { service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: REDACTED, censor: '[redacted]' },
  })
}
