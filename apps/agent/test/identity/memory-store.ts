import type { IdentityStore } from '../../src/identity/identity.ts'

/** A store that a test can look into, and that can be made to fail. */
export interface MemoryStore extends IdentityStore {
  text: string | undefined
  failing: boolean
}

export function memoryStore(): MemoryStore {
  return {
    text: undefined,
    failing: false,
    async load() {
      return this.text
    },
    async save(text) {
      if (this.failing) throw new Error('the store is full')
      this.text = text
    },
  }
}
