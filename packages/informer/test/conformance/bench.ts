import { type FaultProxy, startFaultProxy } from '@argus/testkit/fault-proxy'
import { type LineProxy, startLineProxy } from '@argus/testkit/line-proxy'
import { until } from '@argus/testkit/until'
import type { Resource } from '../../src/resource-path.ts'
import type { Follower } from '../follower.ts'
import { gadgetsCrd } from '../gadgets.ts'
import { type Endpoint, type KubeClient, RefusedError, kubeClient } from './kube-client.ts'
import { type Way, type WayOptions, type Ways, direct } from './way.ts'

/** A server under test, with the proxies in front of it, and the ways from there to a reader. */
export interface Bench extends AsyncDisposable {
  readonly client: KubeClient
  /** Sees and changes requests and lines. */
  readonly proxy: LineProxy
  /** Below TLS. */
  readonly network: FaultProxy
  readonly server: BenchServer
  readonly ways: Ways
  /** A way to the server, through one of the proxies. */
  open(through: 'lines' | 'network', options?: WayOptions & { readonly token?: string }): Way
  /** Defines a resource of its own for a test, and waits until it is served. */
  define(): Promise<Gadgets>
  /** Resolves when no definition is under way. */
  settled(): Promise<void>
  /** Freezes the server, or the network before it, until disposed of. */
  pause(): Disposable
}

/** A server, and the faults that it can make by itself. */
export interface BenchServer extends Endpoint, AsyncDisposable {
  readonly port: number
  /** Breaks every connection and forgets what watches are resumed from. */
  restart(): Promise<void>
  /** Forgets all versions but the newest. */
  compact(): Promise<void>
  readonly pause: (() => Disposable) | undefined
  /** Asks for new streams elsewhere; missing where it does so at random. */
  readonly goAway: (() => void) | undefined
  /** Lowers the streams of a connection, those that are open included, until disposed of. */
  readonly limitStreams: ((count: number) => Disposable) | undefined
  /** Shows another certificate from now on, and answers what vouches for it; missing where that is not told apart. */
  readonly rotateCertificate: (() => Promise<string>) | undefined
  /** Somebody who may follow one resource. */
  admit(resource: { readonly group: string; readonly resource: string }): Promise<Visitor>
}

/** Whose right can be taken, and given back. */
export interface Visitor {
  readonly token: string
  withdraw(): Promise<void>
  readmit(): Promise<void>
}

export type Protocol = 'http/1.1' | 'h2'

export async function startBench(
  server: BenchServer,
  protocol: Protocol,
  ways: Ways = direct,
): Promise<Bench> {
  const client = kubeClient(server)
  const proxy = await startLineProxy({ url: server.url, caData: server.caData, protocol })
  const network = await startFaultProxy({ port: server.port })
  let defined = 0
  // A definition takes a real server two seconds to serve: some are made ahead.
  const ahead: Promise<Gadgets>[] = []
  const prepare = () => {
    const gadgets = defineGadgets(client, `gadgets${++defined}`)
    // Reported to the test that takes it.
    gadgets.catch(() => undefined)
    ahead.push(gadgets)
  }
  for (let i = 0; i < AHEAD; i++) prepare()
  return {
    client,
    proxy,
    network,
    server,
    ways,
    open(through, { token = server.token, ...options } = {}) {
      const { url, caData } =
        through === 'lines'
          ? proxy
          : { url: `https://127.0.0.1:${network.port}`, caData: server.caData }
      return ways.open({ url, caData, token }, options)
    },
    define() {
      prepare()
      return ahead.shift() ?? Promise.reject(new Error('nothing was prepared'))
    },
    async settled() {
      await Promise.allSettled(ahead)
    },
    pause: () => server.pause?.() ?? network.pause(),
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(ahead)
      client.close()
      await proxy[Symbol.asyncDispose]()
      await network[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

const AHEAD = 4

/** A resource of one test. */
export interface Gadgets {
  readonly resource: Resource
  create(name: string, spec?: Spec): Promise<void>
  update(name: string, spec: Spec): Promise<void>
  delete(name: string): Promise<void>
  undefine(): Promise<void>
  redefine(): Promise<void>
  /** Changes the specification of the definition. */
  edit(): Promise<void>
  /** What the server has: Key → uid and version. */
  list(): Promise<ReadonlyMap<string, string>>
}

type Spec = Readonly<Record<string, unknown>>

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

async function defineGadgets(client: KubeClient, plural: string): Promise<Gadgets> {
  const resource = { group: 'test.example', version: 'v1', resource: plural }
  const path = `/apis/test.example/v1/namespaces/default/${plural}`
  const kind = `Gadget${plural.slice('gadgets'.length)}`
  const crd = named(plural, kind)
  const list = async () => {
    const answer = await client.send('GET', `/apis/test.example/v1/${plural}`)
    return new Map(
      itemsOf(answer).map(({ metadata: { namespace, name, uid, resourceVersion } }) => [
        `${namespace}/${name}`,
        `${uid}@${resourceVersion}`,
      ]),
    )
  }
  const redefine = async () => {
    // A definition of that name may still be on its way out.
    await until(() => accepted(client.send('POST', CRDS, crd), 409), { what: 'the definition' })
    // The watch too: it is served a moment after the list.
    await until(() => list(), { what: `${plural} to be served` })
  }
  await redefine()
  let edits = 0
  return {
    resource,
    redefine,
    list,
    async create(name, spec = {}) {
      const metadata = { name, namespace: 'default' }
      await client.send('POST', path, { apiVersion: 'test.example/v1', kind, metadata, spec })
    },
    async update(name, spec) {
      await client.send('PATCH', `${path}/${name}`, { spec })
    },
    async delete(name) {
      await client.send('DELETE', `${path}/${name}`)
    },
    async edit() {
      const column = { name: `Edit ${++edits}`, type: 'string', jsonPath: '.spec.n' }
      const versions = crd.spec.versions.map((version) => ({
        ...version,
        additionalPrinterColumns: [column],
      }))
      await client.send('PATCH', `${CRDS}/${plural}.test.example`, { spec: { versions } })
    },
    async undefine() {
      await client.send('DELETE', `${CRDS}/${plural}.test.example`)
      await until(
        () =>
          accepted(
            list().then(() => undefined),
            404,
            true,
          ),
        { what: 'the end of it' },
      )
    },
  }
}

/** Whether a call was answered; a refusal with that status is not yet (or, if `wanted`, what is waited for). */
async function accepted(call: Promise<unknown>, status: number, wanted = false): Promise<boolean> {
  try {
    await call
    return !wanted
  } catch (error) {
    if (error instanceof RefusedError && error.status === status) return wanted
    throw error
  }
}

function named(plural: string, kind: string) {
  const crd = gadgetsCrd()
  const names = { plural, kind, singular: kind.toLowerCase(), listKind: `${kind}List` }
  return {
    ...crd,
    metadata: { name: `${plural}.test.example` },
    spec: { ...crd.spec, names },
  }
}

interface Item {
  readonly metadata: Readonly<Record<'namespace' | 'name' | 'uid' | 'resourceVersion', string>>
}

function itemsOf(answer: unknown): readonly Item[] {
  const { items } = answer as { items: readonly Item[] }
  return items
}

/** Waits until the copy that an informer's reader has equals what the server has. */
export async function equalAgain(
  informer: Follower,
  gadgets: Gadgets,
  timeoutMs = 10_000,
): Promise<void> {
  await until(
    async () => {
      const there = await gadgets.list()
      const here = copyOf(informer)
      return there.size === here.size && [...there].every(([key, value]) => here.get(key) === value)
    },
    { timeoutMs, what: `the copy of ${gadgets.resource.resource} to equal the server's` },
  )
}

function copyOf({ copy }: Follower): ReadonlyMap<string, string> {
  return new Map(
    [...copy].map(([key, { uid, projection }]) => [key, `${uid}@${projection.version}`]),
  )
}
