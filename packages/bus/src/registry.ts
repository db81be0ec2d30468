import { connect } from './redis/connect.ts'
import { Inbox } from './redis/inbox.ts'
import { openSubscriptions } from './redis/open-subscriptions.ts'
import { PREFIX, registryChannel } from './topic-keys.ts'

export interface RegistryAnnouncer extends AsyncDisposable {
  /** Wakes every watcher that listens now. Rejects with a BusError while Redis is away: nothing is kept for later. */
  announce(): Promise<void>
}

export interface RegistryOptions {
  /** In front of the channel, for tests. */
  readonly prefix?: string
}

/** Opens the announcing half. Throws for an address that is none. */
export async function openRegistryAnnouncer(
  url: string,
  { prefix = PREFIX }: RegistryOptions = {},
): Promise<RegistryAnnouncer> {
  const connection = await connect({ url, name: 'argus-registry', pipelined: true })
  return {
    async announce() {
      await connection.announce(registryChannel(prefix), '')
    },
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  }
}

/**
 * Yields when the registry may have changed, until the signal aborts: at each announcement, and when the subscription
 * begins, or begins again. Many at once are one. What it misses the reader's own poll must find. Throws for an address
 * that is none.
 */
export async function* followRegistry(
  url: string,
  signal: AbortSignal,
  { prefix = PREFIX }: RegistryOptions = {},
): AsyncGenerator<'changed'> {
  const inbox = new Inbox<'changed'>({ limit: 1, overflow: 'changed' })
  await using subscriber = await openSubscriptions({ url, name: 'argus-registry' })
  using _listening = subscriber.join(registryChannel(prefix), {
    message: () => inbox.push('changed'),
    subscribed: () => inbox.push('changed'),
  })
  for (;;) {
    const input = await inbox.next(signal)
    if (input === undefined) return
    yield input
  }
}
