/** The simulated clusters, in a process of their own. Argument: where to write the kubeconfig that reaches them. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { makeServerCertificate } from '@argus/fake-api-server/certificate'
import { kubeconfigFor } from '@argus/fake-api-server/kubeconfig'
import { startFakeApiServer } from '@argus/fake-api-server/server'
import { z } from 'zod'

import { fakeCluster } from './simulation/fake-cluster.ts'
import { PROFILES } from './simulation/profile.ts'
import { simulate } from './simulation/simulation.ts'

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
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
  await using made = new AsyncDisposableStack()
  const clusters = await Promise.all(
    PROFILES.map(async (profile) => {
      const { name, version: gitVersion } = profile
      const known = before?.servers[name]
      const server = made.use(await startFakeApiServer({ name, gitVersion, certificate, ...known }))
      const clock = {
        now: () => Date.now(),
        sleep: (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal }),
      }
      const onFault = (error: unknown): void => console.error(name, error)
      return {
        server,
        life: simulate({ cluster: fakeCluster(server.store), profile, clock, onFault }),
      }
    }),
  )
  const servers = clusters.map(({ server }) => server)
  const identity: Identity = {
    certificate,
    servers: Object.fromEntries(servers.map(({ name, port, token }) => [name, { port, token }])),
  }
  await writeWhole(identityPath, JSON.stringify(identity))
  await writeWhole(path, kubeconfigFor(servers))
  console.log(`${servers.map(({ name }) => name).join(', ')} can be reached by ${path}`)
  await Promise.all(clusters.map(({ life }) => life.run(stop.signal)))
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
