import { isNativeError } from 'node:util/types'

/** PostgreSQL's code of an error (five characters) or the operating system's; `undefined` where it has none. */
export function storeCode(error: unknown): string | undefined {
  if (!isNativeError(error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** Whether the server itself said it: the connection works. */
export function isAnswer(error: unknown): boolean {
  return SQLSTATE.test(storeCode(error) ?? '')
}

/**
 * Whether the store could not be asked, or not in time: nothing is known of what it would have said, and nothing may be
 * assumed. Everything else it says is an answer, or a fault of the question.
 */
export function storeUnavailable(error: unknown): boolean {
  const code = storeCode(error)
  if (code !== undefined && SQLSTATE.test(code)) return UNAVAILABLE.test(code)
  if (code !== undefined) return /^E[A-Z]+$/.test(code)
  return isNativeError(error) && DRIVER_WORDS.test(error.message)
}

/** Whether a text was given that no column can hold, such as one with U+0000: the fault of whoever sent it. */
export function textUnstorable(error: unknown): boolean {
  const code = storeCode(error)
  return code === '22021' || code === '22P05'
}

/** Whether a statement was prepared before its tables were changed; another connection prepares it anew. */
export function isOutdated(error: unknown): boolean {
  return storeCode(error) === '0A000'
}

/** Five characters, which some names of the operating system's are as well: EPERM. */
const SQLSTATE = /^(?!E[A-Z]{4}$)[0-9A-Z]{5}$/

/**
 * Classes 08 (connection), 53 (resources), 57P (shutdown, crash, starting); 57014 (statement timeout), 55P03 (lock
 * timeout), 25P03 and 25P04 (transaction timeouts), 25006 (read only: a standby). https://www.postgresql.org/docs/16/errcodes-appendix.html
 */
const UNAVAILABLE = /^(08|53|57P)|^(57014|55P03|25P03|25P04|25006)$/

/** What `pg` and its pool say, without a code, of a connection that ended or could not be had in time. */
const DRIVER_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed)/
