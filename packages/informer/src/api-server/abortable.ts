/** The promise, or the signal's reason when that aborts first; the promise itself goes on, and may fail unheard. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  // Before anything is thrown: a promise that is left alone must not end the process when it fails.
  const first = Promise.race([promise, aborted])
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await first
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
