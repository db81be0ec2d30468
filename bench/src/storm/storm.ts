/** What became of clients that were cut off at once. */
export interface Storm {
  /** Of each client, from the cut until it had all that it missed. */
  readonly tookMs: readonly number[]
  /** How often they dialled, all of them. */
  readonly dials: number
  /** How many went on from their Position. */
  readonly resumed: number
}
