import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'

import {
  findApiServerAssets,
  type RealApiServer,
  startRealApiServer,
} from '@argus/testkit/real-api-server'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import type { IdentityStore } from '../../src/identity/identity.ts'
import { secretStore } from '../../src/identity/secret-store.ts'

const dir = findApiServerAssets()
const why = dir === undefined ? ' (skipped: no kube-apiserver; run `make envtest`)' : ''

;(dir === undefined ? describe.skip : describe)(`the Secret of an agent${why}`, () => {
  let server: RealApiServer
  let folder: string
  beforeAll(async () => {
    server = await startRealApiServer()
    folder = await mkdtemp(join(tmpdir(), 'argus-account-'))
    const files = { 'ca.crt': server.caData, token: server.token, namespace: 'default' }
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  }, 90_000)
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  const open = (name: string): IdentityStore => {
    const { hostname: host, port } = new URL(server.url)
    return secretStore({ account: { host, port: Number(port), folder }, name })
  }
  const call = async (method: string, path: string, body?: object): Promise<string> => {
    const agent = new Agent({ ca: server.caData })
    const headers = {
      authorization: `Bearer ${server.token}`,
      'content-type': 'application/json',
    }
    return new Promise((resolve, reject) => {
      request(new URL(path, server.url), { agent, method, headers }, (answer) => {
        textOf(answer).then(resolve, reject)
      })
        .once('error', reject)
        .end(body === undefined ? undefined : JSON.stringify(body))
    })
  }
  const SECRETS = '/api/v1/namespaces/default/secrets'

  it('is made where there is none, and holds what was kept last', async () => {
    const store = open('made')
    expect(await store.load()).toBeUndefined()
    await store.save('first')
    await store.save('second')
    expect(await open('made').load()).toBe('second')
  })

  it('keeps whose it is: an empty one that a release brought is filled, and nothing else of it is changed', async () => {
    const metadata = {
      name: 'of-a-release',
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'argus-agent' },
    }
    await call('POST', SECRETS, { apiVersion: 'v1', kind: 'Secret', metadata })
    const store = open('of-a-release')
    expect(await store.load()).toBeUndefined()
    await store.save('key')
    expect(JSON.parse(await call('GET', `${SECRETS}/of-a-release`))).toMatchObject({ metadata })
    expect(await open('of-a-release').load()).toBe('key')
  })

  it('takes of two agents at once the one that was first', async () => {
    const [one, other] = [open('shared'), open('shared')]
    await one.save('one')
    await other.load()
    await one.save('one again')
    await expect(other.save('other')).rejects.toThrow('409')
    expect(await open('shared').load()).toBe('one again')
  })
})
