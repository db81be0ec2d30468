/**
 * `make smoke`: a whole system over two real API servers. Applies, edits and deletes ServiceMonitors and prints how long
 * each change took to reach a plain client of `/ws`; fails when that was too long.
 */
import { realServersMissing, startReal, writeKubeconfig } from './fleet.ts'
import { definitionOf, SERVICE_MONITORS } from './kind.ts'
import { openKubeApi } from './kube-api.ts'
import { describeLatencies, isQuick, measure, socketObserver } from './latency.ts'
import { dialAs } from './plain-client.ts'
import { logIn } from './session.ts'
import { startTemporary } from './temporary-constellation.ts'

const ROUNDS = 20

if (realServersMissing !== undefined) {
  console.error(`make smoke needs real API servers; there is ${realServersMissing}.`)
  process.exit(1)
}
process.exit((await smoke()) ? 0 : 1)

async function smoke(): Promise<boolean> {
  console.log('Starting two real API servers, and Argus over them.')
  await using real = new AsyncDisposableStack()
  const servers = await Promise.all(['real-a', 'real-b'].map(startReal))
  for (const server of servers) real.use(server)
  const kubeconfig = real.use(await writeKubeconfig(servers))
  await using argus = await startTemporary(kubeconfig.path)
  const { access_token } = await logIn(argus.authUrl)
  let quick = true
  for (const server of servers) {
    using api = openKubeApi(server)
    await api.define(definitionOf(SERVICE_MONITORS))
    await api.ensureNamespace('smoke')
    using client = await dialAs(argus.socketUrls[0] ?? '', access_token)
    const { group, resource } = SERVICE_MONITORS
    const topic = { cluster: server.name, group, resource }
    await client.follow({ id: 'smoke', topic, shape: 'row' })
    await client.live('smoke')
    const trial = { api, kind: SERVICE_MONITORS, namespace: 'smoke', rounds: ROUNDS }
    for (const latencies of await measure({ ...trial, observer: socketObserver(client) })) {
      console.log(`${server.name}  ${describeLatencies(latencies)}`)
      quick &&= isQuick(latencies)
    }
  }
  console.log(quick ? 'Quick enough.' : 'Too slow: the median must be under 1 s, each under 5 s.')
  return quick
}
