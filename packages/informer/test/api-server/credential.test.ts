import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kubeconfigFor } from '@argus/fake-api-server/kubeconfig'
import { startFakeApiServer } from '@argus/fake-api-server/server'
import { openApiServer } from '../../src/api-server/api-server.ts'
import { loadKubeconfig } from '../../src/api-server/credential.ts'

const never = new AbortController().signal
let folder = ''
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'argus-kubeconfig-'))))
afterAll(() => rm(folder, { recursive: true }))

async function written(text: string): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.yaml`)
  await writeFile(path, text)
  return path
}

describe('a kubeconfig', () => {
  it('gives access to every cluster that it names', async () => {
    await using east = await startFakeApiServer({ name: 'east', gitVersion: 'v1.35.0' })
    await using west = await startFakeApiServer({ name: 'west', gitVersion: 'v1.36.3' })
    const contexts = loadKubeconfig(await written(kubeconfigFor([east, west])))
    expect(contexts).toMatchObject([
      { name: 'east', context: 'east', server: east.url, commands: [] },
      { name: 'west', context: 'west', server: west.url, commands: [] },
    ])
    for (const { access, name } of contexts) {
      await using api = openApiServer(access)
      const gitVersion = name === 'east' ? 'v1.35.0' : 'v1.36.3'
      await expect(api.get('/version', { signal: never })).resolves.toMatchObject({ gitVersion })
    }
  })

  it('names the commands that it would execute, and executes them only when used', async () => {
    await using server = await startFakeApiServer()
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: server.token },
    }
    const config = JSON.parse(kubeconfigFor([server]))
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: ['-e', `console.log(${JSON.stringify(JSON.stringify(credential))})`],
    }
    config.users[0].user = { exec }
    const [context] = loadKubeconfig(await written(JSON.stringify(config)))
    expect(context?.commands).toEqual([`${process.execPath} ${exec.args.join(' ')}`])
    await using api = openApiServer(context?.access ?? { server: '' })
    await expect(api.get('/version', { signal: never })).resolves.toBeDefined()
  })

  it('is read again when its token is not accepted any more', async () => {
    await using server = await startFakeApiServer()
    const path = await written(kubeconfigFor([server]))
    const [context] = loadKubeconfig(path)
    await using api = openApiServer(context?.access ?? { server: '' })
    await expect(api.get('/version', { signal: never })).resolves.toBeDefined()
    const { name, url, caData } = server
    await writeFile(path, kubeconfigFor([{ name, url, caData, token: server.rotateToken() }]))
    await expect(api.get('/version', { signal: never })).resolves.toBeDefined()
    server.rotateToken()
    await expect(api.get('/version', { signal: never })).rejects.toMatchObject({ status: 401 })
  })

  it('says what to do when it cannot be used', async () => {
    expect(() => loadKubeconfig(join(folder, 'missing'))).toThrow(/Cannot read .* Set KUBECONFIG/)
    const empty = await written(
      '{"apiVersion":"v1","kind":"Config","contexts":[],"clusters":[],"users":[]}',
    )
    expect(() => loadKubeconfig(empty)).toThrow('names no context')
    const dangling = await written(
      '{"contexts":[{"name":"x","context":{"cluster":"y","user":"z"}}],"clusters":[],"users":[]}',
    )
    expect(() => loadKubeconfig(dangling)).toThrow('the context "x" names the cluster "y"')
  })

  it('that needs a proxy says that it cannot be reached through one', async () => {
    const config = JSON.parse(
      kubeconfigFor([{ name: 'far', url: 'https://127.0.0.1:1', caData: '', token: 't' }]),
    )
    config.clusters[0].cluster['proxy-url'] = 'http://127.0.0.1:2'
    const [context] = loadKubeconfig(await written(JSON.stringify(config)))
    await using api = openApiServer(context?.access ?? { server: '' })
    await expect(api.get('/version', { signal: never })).rejects.toThrow('proxy-url')
  })

  it('W-04 that lets everybody be its server is not used', async () => {
    await using server = await startFakeApiServer()
    const config = JSON.parse(kubeconfigFor([server]))
    config.clusters[0].cluster = { server: server.url, 'insecure-skip-tls-verify': true }
    const [context] = loadKubeconfig(await written(JSON.stringify(config)))
    await using api = openApiServer(context?.access ?? { server: '' })
    const asked = api.get('/version', { signal: never })
    await expect(asked).rejects.toThrow('insecure-skip-tls-verify')
    expect(server.requests).toEqual([])
  })
})
