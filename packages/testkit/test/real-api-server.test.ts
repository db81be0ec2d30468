import { describe, expect, it } from '@jest/globals'
import { request } from 'node:https'
import { findApiServerAssets, startRealApiServer } from '../src/real-api-server.ts'

const assets = findApiServerAssets()

describe('finding an API server', () => {
  it('answers nothing where there is none', () => {
    const nowhere = { assets: '/nonexistent', cache: '/nonexistent' }
    expect([undefined, '/usr/local/kubebuilder/bin']).toContain(findApiServerAssets(nowhere))
  })
})

if (assets === undefined) {
  describe.skip('a real API server (skipped: no kube-apiserver; run `make envtest`)', () => {
    it('is not there', () => undefined)
  })
} else {
  describe('a real API server', () => {
    it('answers with its version, before and after a restart', async () => {
      await using server = await startRealApiServer({ dir: assets })
      await expect(versionOf(server)).resolves.toMatch(/^v1\./)
      await server.restart()
      await expect(versionOf(server)).resolves.toMatch(/^v1\./)
      expect(server.kubeconfig).toContain(server.url)
    }, 120_000)
  })
}

function versionOf(server: { url: string; caData: string; token: string }): Promise<string> {
  const options = {
    ca: server.caData,
    headers: { authorization: `Bearer ${server.token}` },
    agent: false,
  }
  return new Promise((resolve, reject) => {
    request(`${server.url}/version`, options, (answer) => {
      let text = ''
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
      answer.on('end', () => resolve(JSON.parse(text).gitVersion))
    })
      .once('error', reject)
      .end()
  })
}
