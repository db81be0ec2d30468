/** The simulated clusters, in a process of their own. Argument: where to write the kubeconfig that reaches them. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { makeServerCertificate } from '@argus/fake-api-server/certificate'
import { kubeconfigFor } from '@argus/fake-api-server/kubeconfig'
import { z } from 'zod'

import { runServers } from './simulation/run-servers.ts'
import { stopSignal } from './simulation/stop-signal.ts'

/** How the clusters are reached: kept for the next start, so that one after a crash is found where it was. */
const identitySchema = z.object({
  certificate: z.object({ key: z.string(), cert: z.string(), ca: z.string() }),
  servers: z.record(z.string(), z.object({ port: z.int(), token: z.string() })),
})
type Identity = z.infer<typeof identitySchema>

const [kubeconfig] = process.argv.slice(2)
if (kubeconfig === undefined) throw new Error('Name the kubeconfig to write.')
await live(kubeconfig, `${kubeconfig}.identity`)

async function live(path: string, identityPath: string): Promise<void> {
  const before = await readIdentity(identityPath)
  const certificate = before?.certificate ?? (await makeServerCertificate())
  await runServers({
    serverOf: ({ name }) => ({ certificate, ...before?.servers[name] }),
    signal: stopSignal(),
    onFault: (name, error) => console.error(name, error),
    async announce(servers) {
      const identity: Identity = {
        certificate,
        servers: Object.fromEntries(
          servers.map(({ name, port, token }) => [name, { port, token }]),
        ),
      }
      await writeWhole(identityPath, JSON.stringify(identity))
      await writeWhole(path, kubeconfigFor(servers))
      console.log(`${servers.map(({ name }) => name).join(', ')} can be reached by ${path}`)
    },
  })
}

async function readIdentity(path: string): Promise<Identity | undefined> {
  try {
    return identitySchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return undefined // The first start of a run.
  }
}

/** Nobody ever reads a half of it. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600 })
  await rename(`${path}.new`, path)
}
