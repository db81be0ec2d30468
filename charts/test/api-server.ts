import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import {
  findApiServerAssets,
  startRealApiServer,
  type RealApiServer,
} from '@argus/testkit/real-api-server'
import { until } from '@argus/testkit/until'
import { parse } from 'yaml'

import { objectsIn } from '../src/chart.ts'
import { customDefinitions } from '../src/schemas.ts'
import { openKube, type Answer, type Kube } from './kube.ts'

/** Why there is no API server, in one sentence; `undefined` where there is one. */
export const apiServerMissing =
  findApiServerAssets() === undefined
    ? 'no kube-apiserver: set KUBEBUILDER_ASSETS, or run `make envtest`'
    : undefined

/** A real API server with the namespace `argus`, priority classes and the custom resources that the chart may contain. */
export interface ChartServer extends AsyncDisposable {
  readonly kube: Kube
  /** A file that helm and kubectl find it by. */
  readonly kubeconfig: string
}

export async function startChartServer(): Promise<ChartServer> {
  await using made = new AsyncDisposableStack()
  const server: RealApiServer = made.use(await startRealApiServer({ name: 'chart' }))
  const folder = await mkdtemp(join(tmpdir(), 'argus-kubeconfig-'))
  made.defer(() => rm(folder, { recursive: true }))
  const kubeconfig = join(folder, 'config')
  await writeFile(kubeconfig, server.kubeconfig, { mode: 0o600 })
  const kube = made.use(openKube(server))
  await make(kube, '/api/v1/namespaces', { metadata: { name: 'argus' } })
  for (const text of customDefinitions()) {
    const definition: object = parse(text)
    await make(kube, '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition)
  }
  await until(async () => CUSTOM.isSubsetOf(await kinds(kube)), {
    what: 'the custom resources to be served',
    timeoutMs: 20_000,
  })
  const kept = made.move()
  return { kube, kubeconfig, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** Applies each object of a text, later ones after earlier ones; answers those that were refused, with why. */
export async function refused(kube: Kube, text: string, dry?: 'dry'): Promise<readonly string[]> {
  const faults: string[] = []
  for (const object of objectsIn(text)) {
    const answer = await kube.apply(object, dry)
    if (!isTaken(answer)) faults.push(`${object.kind} ${object.metadata.name}: ${answer.text}`)
  }
  return faults
}

function isTaken({ status }: Answer): boolean {
  return status === 200 || status === 201
}

async function make(kube: Kube, path: string, object: object): Promise<void> {
  const answer = await kube.post(path, object)
  if (!isTaken(answer)) throw new Error(`${path}: ${answer.text}`)
}

const CUSTOM: ReadonlySet<string> = new Set(['HTTPRoute', 'PrometheusRule', 'ServiceMonitor'])

async function kinds(kube: Kube): Promise<ReadonlySet<string>> {
  return new Set((await kube.resources()).map(({ kind }) => kind))
}
