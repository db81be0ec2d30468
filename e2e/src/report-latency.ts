/**
 * `make report-latency`: a whole system over two real API servers. Applies, edits and deletes ServiceMonitors and prints how long
 * each change took to reach a plain client of `/ws`, and the open page where there is a browser; fails when that was too
 * long.
 */
import { chromiumMissing, startChromium } from '@argus/testkit/chromium'
import { logInOn, openPage } from './console-page.ts'
import { realServersMissing, startReal, writeKubeconfig } from './fleet.ts'
import { definitionOf, SERVICE_MONITORS } from './kind.ts'
import { openKubeApi } from './kube-api.ts'
import { describeLatencies, isQuick, measure, socketObserver, type Observer } from './latency.ts'
import { pageObserver } from './page-observer.ts'
import { dialAs } from './plain-client.ts'
import { logIn } from './session.ts'
import { startAll } from './start-all.ts'
import { startTemporary } from './temporary-constellation.ts'

const ROUNDS = 20
const LIST = { group: SERVICE_MONITORS.group, resource: SERVICE_MONITORS.resource }

if (realServersMissing !== undefined) {
  console.error(`make report-latency needs real API servers; there is ${realServersMissing}.`)
  process.exit(1)
}
process.exit((await report()) ? 0 : 1)

async function report(): Promise<boolean> {
  console.log('Starting two real API servers, and Argus over them.')
  await using made = new AsyncDisposableStack()
  const servers = await startAll(made, ['real-a', 'real-b'].map(startReal))
  const kubeconfig = made.use(await writeKubeconfig(servers))
  const argus = made.use(await startTemporary({ kubeconfig: kubeconfig.path }))
  const browser = chromiumMissing() === undefined ? await startChromium() : undefined
  made.defer(() => browser?.close())
  if (browser === undefined) console.log(`The page is not timed: ${chromiumMissing()}`)
  const { access_token } = await logIn(argus.authUrl)
  let quick = true
  for (const server of servers) {
    using api = openKubeApi(server)
    await api.define(definitionOf(SERVICE_MONITORS))
    const time = async (namespace: string, observer: Observer): Promise<void> => {
      const trial = { api, kind: SERVICE_MONITORS, namespace, observer, rounds: ROUNDS }
      for (const latencies of await measure(trial)) {
        console.log(`${server.name}  ${namespace.padEnd(6)}  ${describeLatencies(latencies)}`)
        quick &&= isQuick(latencies)
      }
    }
    for (const namespace of ['socket', 'page']) await api.ensureNamespace(namespace)
    using client = await dialAs(argus.socketUrls[0] ?? '', access_token)
    await client.follow({ id: 'smoke', topic: { cluster: server.name, ...LIST }, shape: 'row' })
    await client.live('smoke')
    await time('socket', socketObserver(client))
    if (browser === undefined) continue
    const path = `/r/${LIST.group}/${LIST.resource}?clusters=${server.name}&ns=page`
    await using opened = await openPage(browser, `${argus.consoleUrl}${path}`)
    await logInOn(opened.page)
    await opened.page.getByText('No ServiceMonitors').first().waitFor()
    await time('page', pageObserver(opened.page))
  }
  console.log(quick ? 'Quick enough.' : 'Too slow: the median must be under 1 s, each under 5 s.')
  return quick
}
