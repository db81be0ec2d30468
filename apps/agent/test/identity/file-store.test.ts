import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from '@jest/globals'

import { fileStore } from '../../src/identity/file-store.ts'

test('a key is kept in a file that its user alone can read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'argus-key-'))
  await using _folder = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
  const path = join(folder, 'below', 'key')
  const store = fileStore(path)
  expect(await store.load()).toBeUndefined()
  await store.save('a secret')
  await store.save('another')
  expect(await store.load()).toBe('another')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  await expect(fileStore(folder).load()).rejects.toThrow('cannot be read')
})
