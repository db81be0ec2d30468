/**
 * Takes a Web Lock and keeps it until the signal aborts; resolves once it is held. The browser lets go of it when the
 * tab crashes or is closed without a word, which no message and no `pagehide` can promise, and a heartbeat only guesses:
 * timers of hidden tabs are slowed down. A page that holds a lock is not put aside in the back/forward cache.
 */
export function holdLock(name: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const held = (): Promise<void> => {
    resolve()
    return new Promise((release) =>
      signal.addEventListener('abort', () => release(), { once: true }),
    )
  }
  navigator.locks.request(name, { signal }, held).catch(reject)
  return promise
}

/** Resolves when nobody holds the lock of that name; rejects with the signal's reason. */
export async function lockReleased(name: string, signal: AbortSignal): Promise<void> {
  await navigator.locks.request(name, { signal }, () => undefined)
}
