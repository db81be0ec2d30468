/**
 * The refreshes of one Session, one after another in this process. Whoever waits for its lock in the database waits on a
 * connection: without turns, ten copies of one token would have them all, and nobody else could be answered.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  /**
   * Runs a task when those of the same Session that came before it have ended. Where one of them failed, so do those that
   * waited for it, with the same error: what the store would not answer once, it is not asked again for each.
   */
  async take<T>(sessionId: string, task: () => Promise<T>): Promise<T> {
    const turn = after(this.#last.get(sessionId), task)
    this.#last.set(sessionId, turn)
    try {
      return await turn
    } finally {
      if (this.#last.get(sessionId) === turn) this.#last.delete(sessionId)
    }
  }
}

async function after<T>(before: Promise<unknown> | undefined, task: () => Promise<T>): Promise<T> {
  await before
  return task()
}
