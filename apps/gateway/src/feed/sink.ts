/** Where one connection's frames go. */
export interface Sink {
  /** Whether data may be delivered: what the reader may see is certain, and it keeps up. */
  readonly open: boolean
  /** Appends a whole frame; it leaves with the next flush. Control frames may be pushed while the sink is closed. */
  push(bytes: Buffer): void
  /** Says that a change just taken from an API server, at `time`, is among what leaves next. */
  carries(time: number): void
  /** Says that something was not pushed, the sink being closed: the newest state follows when it opens. */
  conflates(): void
  /** Says that status or columns of a Topic went untold, the sink being closed: all are told when it opens. */
  untold(): void
  /** Resolves when the sink is open; rejects with the signal's reason. */
  opened(signal: AbortSignal): Promise<void>
}
