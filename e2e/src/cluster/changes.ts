import { setTimeout as delay } from 'node:timers/promises'
import { seeded } from '@argus/testkit/seeded'
import { z } from 'zod'

import { openKubeApi, type KubeServer } from '../kube-api.ts'
import { definitionOf, objectOf, SERVICE_MONITORS } from '../kind.ts'
import { type States, statesOfObjects } from '../truth.ts'
import { type Kubectl, readAs } from './kubectl.ts'
import { OWN_CLUSTER } from './release.ts'

/** What is changed, and where. Nothing else lies in the namespace. */
export const CHANGED = SERVICE_MONITORS
export const CHANGES_NAMESPACE = 'argus-cluster-test-changes'

const WRITER = 'writer'
const DEFINITION = `${CHANGED.resource}.${CHANGED.group}`
const OBJECTS = 100
const PACE_MS = 50

/** Makes what the changes need: a namespace, an account that writes, and the definition where the cluster has none. */
export async function prepareChanges(kubectl: Kubectl): Promise<AsyncDisposable> {
  await using made = new AsyncDisposableStack()
  const make = async (...object: readonly string[]): Promise<void> => {
    await kubectl('create', ...object)
    const [kind = '', ...rest] = object
    const name = kind === 'serviceaccount' ? rest[2] : rest[0]
    const at = kind === 'serviceaccount' ? rest.slice(0, 2) : []
    made.defer(async () => {
      await kubectl('delete', kind, ...at, name ?? '', '--wait=true', '--timeout=60s')
    })
  }
  await make('namespace', CHANGES_NAMESPACE)
  await make('serviceaccount', '--namespace', CHANGES_NAMESPACE, WRITER)
  const account = `--serviceaccount=${CHANGES_NAMESPACE}:${WRITER}`
  await make('clusterrolebinding', CHANGES_NAMESPACE, '--clusterrole=cluster-admin', account)
  if ((await kubectl('get', 'crd', DEFINITION, '--ignore-not-found')) === '') {
    using api = openKubeApi(await writerOf(kubectl))
    await api.define(definitionOf(CHANGED))
    made.defer(async () => {
      await kubectl('delete', 'crd', DEFINITION, '--timeout=60s')
    })
  }
  const kept = made.move()
  return { [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** Changes that go on until they are stopped. */
export interface Changes {
  /** Ends them; answers how many there were. Throws what the API server refused one with. */
  stop(): Promise<number>
}

/** Makes, edits and deletes one object after the other. */
export async function startChanges(kubectl: Kubectl): Promise<Changes> {
  const api = openKubeApi(await writerOf(kubectl))
  const random = seeded(1)
  const present = new Set(Object.keys(await truthOf(kubectl)).map((key) => key.split('/').at(-1)))
  const stop = new AbortController()
  let step = 0
  const changeOne = async (): Promise<void> => {
    const name = `object-${Math.floor(random() * OBJECTS)}`
    const at = { name, namespace: CHANGES_NAMESPACE }
    step += 1
    if (!present.has(name)) {
      await api.create(CHANGED, objectOf(CHANGED, at, { step }), CHANGES_NAMESPACE)
      present.add(name)
    } else if (random() < 0.3) {
      await api.remove(CHANGED, at)
      present.delete(name)
    } else await api.patch(CHANGED, at, { spec: { step } })
  }
  const changing = (async () => {
    while (!stop.signal.aborted) {
      await changeOne()
      await delay(PACE_MS)
    }
  })()
  changing.catch(() => undefined) // told by `stop`
  return {
    async stop() {
      stop.abort()
      await changing.finally(() => api[Symbol.dispose]())
      return step
    },
  }
}

/** What the cluster holds now, as what is followed by that name. */
export async function truthOf(kubectl: Kubectl, cluster = OWN_CLUSTER): Promise<States> {
  const at = ['--namespace', CHANGES_NAMESPACE]
  const { items } = await readAs(kubectl, listed, ...at, 'get', DEFINITION)
  return statesOfObjects(cluster, items)
}

const listed = z.object({ items: z.array(z.unknown()) })
const kubeconfig = z.object({
  clusters: z.tuple([
    z.object({
      cluster: z.object({ server: z.url(), 'certificate-authority-data': z.base64() }),
    }),
  ]),
})

async function writerOf(kubectl: Kubectl): Promise<KubeServer> {
  const { clusters } = await readAs(kubectl, kubeconfig, 'config', 'view', '--raw', '--minify')
  const { server, 'certificate-authority-data': authority } = clusters[0].cluster
  const account = ['--namespace', CHANGES_NAMESPACE, 'token', WRITER, '--duration=1h']
  return {
    url: server,
    caData: Buffer.from(authority, 'base64').toString(),
    token: await kubectl('create', ...account),
  }
}
