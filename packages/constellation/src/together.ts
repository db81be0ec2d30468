/** Waits for all, and only then throws what the first of them failed with: none is left half done behind an error. */
export async function allDone(tasks: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(tasks)
  await Promise.all(tasks)
}

/** Disposes all at once. */
export function together(things: readonly AsyncDisposable[]): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      await allDone(things.map(async (thing) => thing[Symbol.asyncDispose]()))
    },
  }
}
