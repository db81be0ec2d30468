import { rotationProof, type UpFrame } from '@argus/contracts/agent-frame'

import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import { saveIdentity, type Identity, type IdentityStore } from './identity.ts'
import { makeKeyPair, type KeyPair } from './key-pair.ts'

export interface KeeperOptions {
  readonly store: IdentityStore
  readonly clock: Clock
  readonly events: Pick<Events, 'keyRotated' | 'keyUnkept'>
  /** How old a key becomes, in milliseconds. */
  readonly rotateAfterMs: number
}

/**
 * Keeps the agent's key, and lets another follow it when it is old. A key is in the store before the watcher hears of it,
 * and the old one stays until the watcher has welcomed the new: whatever stops in between, one of them opens the line.
 */
export class Keeper {
  readonly #options: KeeperOptions
  #identity: Identity
  #offered = false
  #ready: UpFrame | undefined
  #tried: KeyPair

  constructor(identity: Identity, options: KeeperOptions) {
    this.#identity = identity
    this.#tried = identity.key
    this.#options = options
  }

  get cluster(): string {
    return this.#identity.cluster
  }

  /** The key to show now. */
  forHello(): KeyPair {
    return this.#tried
  }

  /** The watcher knows the key that was shown. */
  async welcomed(): Promise<void> {
    this.#offered = false
    const { key, previous } = this.#identity
    if (previous === undefined || this.#tried !== key) return
    await this.#save({ ...this.#identity, previous: undefined })
  }

  /** The watcher does not know it: the one before it may be the one that it knows. */
  refused(): void {
    const { key, previous } = this.#identity
    this.#tried = this.#tried === key && previous !== undefined ? previous : key
  }

  /** Looks whether the key is old, and prepares the one to follow; what to tell of it comes by `next`. */
  async look(): Promise<void> {
    const { clock, rotateAfterMs } = this.#options
    if (this.#offered || clock.now() - this.#identity.madeAt < rotateAfterMs) return
    this.#offered = true
    const { cluster, next = makeKeyPair() } = this.#identity
    if (this.#identity.next === undefined && !(await this.#save({ ...this.#identity, next })))
      return
    const { publicKey } = next
    const signature = next.sign(rotationProof(cluster, publicKey))
    this.#ready = { type: 'rotate', publicKey, signature }
  }

  next(): UpFrame | undefined {
    const ready = this.#ready
    this.#ready = undefined
    return ready
  }

  /** The watcher keeps the new key: it is shown from now on. Answers whether it is ours. */
  async kept(id: string): Promise<boolean> {
    const { cluster, key, next, registeredBy } = this.#identity
    if (next?.id !== id) return false
    const { clock, events } = this.#options
    const followed = { cluster, registeredBy, key: next, madeAt: clock.now(), previous: key }
    if (!(await this.#save(followed))) return false
    this.#tried = next
    events.keyRotated(next.id)
    return true
  }

  async #save(identity: Identity): Promise<boolean> {
    try {
      await saveIdentity(this.#options.store, identity)
      this.#identity = identity
      return true
    } catch (error) {
      this.#options.events.keyUnkept(error)
      return false
    }
  }
}
