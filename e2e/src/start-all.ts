/**
 * Puts each of what starts at once on the stack. Throws, when one could not be started, only after the others were: none
 * is left behind.
 */
export async function startAll<T extends AsyncDisposable>(
  stack: AsyncDisposableStack,
  starting: readonly Promise<T>[],
): Promise<readonly T[]> {
  const kept = starting.map(async (thing) => stack.use(await thing))
  await Promise.allSettled(kept)
  return Promise.all(kept)
}
