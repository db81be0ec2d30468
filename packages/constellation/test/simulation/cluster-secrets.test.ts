import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from '@jest/globals'

import { removeSecrets, writeSecrets } from '../../src/simulation/cluster-secrets.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'argus-clusters-'))
})
afterEach(() => rm(root, { recursive: true }))

const server = (token: string) => ({
  name: 'oslo',
  url: 'https://simulation:6443',
  caData: 'PEM',
  token,
})
const configOf = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(root, name, 'config'), 'utf8'))

it('a simulated cluster is a Secret as Argo CD has them', async () => {
  await writeSecrets(root, [server('first')])
  expect(await readdir(root)).toEqual(['oslo'])
  expect(await readFile(join(root, 'oslo/server'), 'utf8')).toBe('https://simulation:6443')
  expect(await configOf('oslo')).toEqual({
    bearerToken: 'first',
    tlsClientConfig: { caData: Buffer.from('PEM').toString('base64') },
  })
})

it('one that starts again has its new credential there, and one that ends is gone', async () => {
  await writeSecrets(root, [server('first')])
  await writeSecrets(root, [server('second')])
  expect(await configOf('oslo')).toMatchObject({ bearerToken: 'second' })
  await removeSecrets(root, ['oslo', 'bergen'])
  expect(await readdir(root)).toEqual([])
})
