import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals'

import {
  followPluginFolder,
  readPluginFolder,
  type FolderReading,
} from '../../src/plugin/plugin-folder.ts'

const folders: string[] = []
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'argus-plugins-'))
  folders.push(folder)
})
afterAll(async () => {
  for (const one of folders) await rm(one, { recursive: true, force: true })
})

/** Writes a folder as Kubernetes mounts a ConfigMap: the files lead through `..data`, which is turned at once. */
async function mount(version: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(folder, `..${version}`))
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, `..${version}`, name), text)
    await symlink(join('..data', name), join(folder, name)).catch(() => {}) // It is there from before.
  }
  await symlink(`..${version}`, join(folder, '..next'))
  await rename(join(folder, '..next'), join(folder, '..data'))
}

describe('the folder of plugins', () => {
  test('is read by name: YAML and JSON, and nothing that begins with a dot', async () => {
    await writeFile(join(folder, 'b.yaml'), 'b')
    await writeFile(join(folder, 'a.json'), 'a')
    await writeFile(join(folder, '.hidden.yaml'), 'hidden')
    await writeFile(join(folder, 'README.md'), 'words')
    expect(await readPluginFolder(folder)).toEqual([
      { file: 'a.json', text: 'a' },
      { file: 'b.yaml', text: 'b' },
    ])
  })

  test('tells of a file that is too large, or that cannot be read, and reads the others', async () => {
    await writeFile(join(folder, 'large.yaml'), 'x'.repeat(1024 * 1024 + 1))
    await symlink('nowhere', join(folder, 'lost.yaml'))
    await writeFile(join(folder, 'own.yaml'), 'own')
    expect(await readPluginFolder(folder)).toEqual([
      { file: 'large.yaml', unread: expect.stringContaining('1 MiB') },
      { file: 'lost.yaml', unread: expect.stringContaining('cannot be read') },
      { file: 'own.yaml', text: 'own' },
    ])
  })

  test('is read again when its ConfigMap changes, and when it can be read again', async () => {
    await mount('one', { 'own.yaml': 'first' })
    const clock = new ManualClock()
    const stop = new AbortController()
    const told: FolderReading[] = []
    const following = (async () => {
      const options = { clock, signal: stop.signal }
      const before = await readPluginFolder(folder)
      for await (const reading of followPluginFolder(folder, before, options)) told.push(reading)
    })().catch(() => undefined) // Its clock is stopped at the end.
    const look = async (): Promise<void> => {
      await until(() => clock.sleeping > 0, { what: 'the folder to be waited for' })
      await clock.advance(2_000)
      await until(() => clock.sleeping > 0, { what: 'the look to be over' })
    }
    await look()
    expect(told).toEqual([])
    await mount('two', { 'own.yaml': 'second' })
    await look()
    expect(told).toEqual([{ type: 'read', files: [{ file: 'own.yaml', text: 'second' }] }])
    await rename(folder, `${folder}-away`)
    await look()
    await look()
    expect(told.slice(1)).toEqual([{ type: 'failed', error: expect.anything() }])
    await rename(`${folder}-away`, folder)
    await look()
    expect(told).toHaveLength(3)
    stop.abort()
    await following
  })
})
