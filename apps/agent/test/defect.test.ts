import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { kubeconfigFor } from '@argus/fake-api-server/kubeconfig'
import { startFakeApiServer } from '@argus/fake-api-server/server'
import { expect, test } from '@jest/globals'

import { fileStore } from '../src/identity/file-store.ts'
import { saveIdentity } from '../src/identity/identity.ts'
import { makeKeyPair } from '../src/identity/key-pair.ts'

const MAIN = fileURLToPath(new URL('./defect-main.ts', import.meta.url))
/** Nobody listens there: the service of that port is of another age (RFC 863). */
const NOBODY = 'http://127.0.0.1:9'

test('an agent whose line ends by a defect ends whole, and says why: it is started anew rather than seeming well', async () => {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'argus-agent-'))
  made.defer(() => rm(folder, { recursive: true }))
  const server = made.use(await startFakeApiServer())
  const [kubeconfig, keyFile] = [join(folder, 'kubeconfig'), join(folder, 'key')]
  await writeFile(kubeconfig, kubeconfigFor([server]), { mode: 0o600 })
  const identity = { cluster: 'plant', key: makeKeyPair(), registeredBy: '', madeAt: Date.now() }
  await saveIdentity(fileStore(keyFile), identity)
  const env = {
    PATH: process.env['PATH'],
    ARGUS_AGENT_PORT: '0',
    ARGUS_AGENT_KEY_FILE: keyFile,
    ARGUS_KUBECONFIG: kubeconfig,
    ARGUS_URL: NOBODY,
  }
  const ended = await new Promise<{ readonly code: unknown; readonly output: string }>((resolve) =>
    execFile(process.execPath, [MAIN], { env, timeout: 30_000 }, (error, output) =>
      resolve({ code: error?.code, output }),
    ),
  )
  expect(ended.output).toContain('stopped by an error nobody caught')
  expect(ended.output).toContain('chance is broken')
  expect(ended.code).toBe(1)
}, 40_000)
