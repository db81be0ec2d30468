import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

import type { IdentityStore } from './identity.ts'

/** A file that only the user of this process can read, replaced whole. */
export function fileStore(path: string): IdentityStore {
  return {
    async load() {
      try {
        return await readFile(path, 'utf8')
      } catch (error) {
        if (isMissing(error)) return undefined
        throw new Error(`the key of the agent in ${path} cannot be read`, { cause: error })
      }
    },
    async save(text) {
      const made = `${path}.new`
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        await writeFile(made, text, { mode: 0o600, flush: true })
        await rename(made, path)
      } catch (cause) {
        throw new Error(`the key of the agent cannot be kept in ${path}`, { cause })
      }
    },
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'
}
