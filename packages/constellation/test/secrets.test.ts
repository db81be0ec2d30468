import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

import { readSecrets } from '../src/secrets.ts'
import { temporaryFolder } from './folder.ts'

describe('the secrets of a data folder', () => {
  it('are made once, and are the same at the next start', async () => {
    await using folder = await temporaryFolder()
    expect(await readSecrets(folder.path)).toEqual(await readSecrets(folder.path))
  })

  it('differ between folders', async () => {
    await using one = await temporaryFolder()
    await using other = await temporaryFolder()
    expect(await readSecrets(one.path)).not.toEqual(await readSecrets(other.path))
  })

  it('are for the eyes of their owner', async () => {
    await using folder = await temporaryFolder()
    await readSecrets(folder.path)
    const { mode } = await stat(join(folder.path, 'secrets.json'))
    expect(mode & 0o777).toBe(0o600)
  })

  it('that a later version needs beside those of an earlier one are added, once', async () => {
    await using folder = await temporaryFolder()
    const { clusterKeyEncryptionKey: _, ...earlier } = await readSecrets(folder.path)
    await writeFile(join(folder.path, 'secrets.json'), JSON.stringify(earlier))
    const read = await readSecrets(folder.path)
    expect(read).toEqual({ ...earlier, clusterKeyEncryptionKey: expect.any(String) })
    expect(await readSecrets(folder.path)).toEqual(read)
  })

  it('are not made anew over a file that cannot be read: what they sealed would be lost', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'secrets.json'), '{"serviceToken":')
    await expect(readSecrets(folder.path)).rejects.toThrow('is not what was written there')
  })
})
