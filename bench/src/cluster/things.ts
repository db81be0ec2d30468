import { type Endpoint, openApiClient } from './api-client.ts'

/** The group and version of everything that a benchmark defines. */
export const THINGS = { group: 'bench.argus', version: 'v1' } as const

/** Where definitions are made. */
export const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

export function pathOf(plural: string): string {
  return `/apis/${THINGS.group}/${THINGS.version}/${plural}`
}

/** Defines a kind with the columns and the status that most have. */
export async function defineThings(server: Endpoint, plural: string): Promise<void> {
  using client = openApiClient(server, 1)
  const name = `${plural}.${THINGS.group}`
  const kind = `${plural[0]?.toUpperCase()}${plural.slice(1)}`
  const free = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  const schema = { type: 'object', properties: { spec: free, status: free } }
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: {
      group: THINGS.group,
      scope: 'Namespaced',
      names: { plural, singular: `${plural}one`, kind, listKind: `${kind}List` },
      versions: [
        {
          name: THINGS.version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: schema },
        },
      ],
    },
  }
  await client.tell({ method: 'POST', path: CRDS, body: definition })
  // It is served a moment after it is made: a server that does not yet says 404, or 429 while it prepares.
  for (let left = 200; ; left--) {
    const { status } = await client.ask({ method: 'GET', path: `${pathOf(plural)}?limit=1` })
    if (status === 200) return
    if (left === 0) throw new Error(`${name} is not served: ${status}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** The version that a resource is at now. */
export async function versionOf(server: Endpoint, plural: string): Promise<string> {
  using client = openApiClient(server, 1)
  const { text } = await client.ask({ method: 'GET', path: `${pathOf(plural)}?limit=1` })
  const { metadata }: { metadata: { resourceVersion: string } } = JSON.parse(text)
  return metadata.resourceVersion
}

export interface Batch {
  readonly plural: string
  readonly from: number
  readonly to: number
  /** Of each, as the API server stores it, about. */
  readonly bytes: number
}

/** Makes objects over the API, many at once. */
export async function createThings(server: Endpoint, batch: Batch): Promise<void> {
  using client = openApiClient(server, AT_ONCE)
  let next = batch.from
  const work = async (): Promise<void> => {
    while (next < batch.to) {
      const index = next++
      const path = `/apis/${THINGS.group}/${THINGS.version}/namespaces/default/${batch.plural}`
      await client.tell({ method: 'POST', path, body: thing(index, batch) })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

const AT_ONCE = 32

function thing(index: number, { plural, bytes }: Batch): object {
  return {
    apiVersion: `${THINGS.group}/${THINGS.version}`,
    kind: `${plural[0]?.toUpperCase()}${plural.slice(1)}`,
    metadata: {
      name: `thing-${String(index).padStart(6, '0')}`,
      labels: { app: `app-${index % 50}`, tier: 'backend' },
      annotations: { 'bench.argus/team': `team-${index % 20}` },
    },
    spec: { index, items: itemsOf(bytes) },
    status: {
      observedGeneration: 1,
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'AsExpected',
          message: 'All that was asked for is there',
          lastTransitionTime: '2026-01-03T00:00:00Z',
        },
      ],
    },
  }
}

/** Fills an object up to about `bytes` with what specifications are made of: short names and short values. */
function itemsOf(bytes: number): readonly object[] {
  const count = Math.max(1, Math.round((bytes - SURROUNDINGS) / ITEM))
  return Array.from({ length: count }, (_, at) => ({
    image: `registry/app:${at}`,
    name: `container-${at}`,
    replicas: at,
  }))
}

/** What is an object without its items, and an item, in bytes. */
const SURROUNDINGS = 1_100
const ITEM = 62
