import { describe, expect, it } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:https'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { findApiServerAssets, startRealApiServer } from '../src/real-api-server.ts'
import { until } from '../src/until.ts'

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

    it('ends with the process that started it, though that is told to end and disposes of nothing', async () => {
      using parent = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'inherit'] })
      const ports = String(await once(parent.stdout, 'data'))
        .trim()
        .split(' ')
        .map(Number)
      await expect(Promise.all(ports.map(isOpen))).resolves.toEqual([true, true])
      parent.kill('SIGTERM')
      await expect(once(parent, 'exit')).resolves.toEqual([null, 'SIGTERM'])
      await until(async () => !(await Promise.all(ports.map(isOpen))).includes(true), {
        what: 'the end of both programs',
      })
    }, 120_000)
  })
}

const main = fileURLToPath(new URL('real-api-server-main.ts', import.meta.url))

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false // Nobody listens.
  } finally {
    socket.destroy()
  }
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
