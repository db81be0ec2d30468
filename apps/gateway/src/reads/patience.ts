export interface Patience {
  readonly ms: number
  readonly clock: { sleep(ms: number, signal?: AbortSignal): Promise<void> }
  readonly signal: AbortSignal
}

/** Waits so long and no longer; answers whether what is waited for came. Rejects with the signal's reason. */
export async function cameWithin(
  { ms, clock, signal }: Patience,
  wait: (signal: AbortSignal) => Promise<unknown>,
): Promise<boolean> {
  signal.throwIfAborted()
  const over = new AbortController()
  const settled = new AbortController()
  clock.sleep(ms, settled.signal).then(
    () => over.abort(),
    () => undefined, // it came before
  )
  try {
    await wait(AbortSignal.any([signal, over.signal]))
    return true
  } catch (error) {
    signal.throwIfAborted()
    if (!over.signal.aborted) throw error
    return false
  } finally {
    settled.abort()
  }
}
