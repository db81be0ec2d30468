/** What one channel's listener is told. */
export interface Listener {
  message(bytes: Buffer): void
  /** The subscription began, or began again: what was announced before may have been missed. */
  subscribed(): void
  /** Nothing is heard any more until it begins again. */
  lost?(): void
}

/** All subscriptions of a process, each to an exact name, one however many listen. */
export interface Subscriptions extends AsyncDisposable {
  /** Listens until disposed. Whoever reads what the channel is about does so after the next `barrier`. */
  join(channel: string, listener: Listener): Disposable
  /**
   * Resolves when everything that Redis had sent on a channel before has been handed to its listeners, and the
   * subscription, asked for before, is in force: both travel in the order of the answers. Else rejects with a BusError.
   */
  barrier(channel: string): Promise<void>
  /** The same for all channels at once: tells for which of them it holds. */
  barriers(): Promise<(channel: string) => boolean>
  /** True while Redis can be listened to, else why not. */
  reachable(): true | string
  /** Calls at each beginning of a connection. */
  onReady(listener: () => void): void
}
