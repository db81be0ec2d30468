import { startRealApiServer } from '@argus/testkit/real-api-server'
import { until } from '@argus/testkit/until'
import { z } from 'zod'

import { type ApiClient, APPLY_PATCH, MERGE_PATCH, openApiClient } from '../cluster/api-client.ts'
import { CRDS } from '../cluster/things.ts'
import { type Flip, flippedStatus } from './flip.ts'
import type { SampledKind, SampleObject } from './samples.ts'

/** Flips as a real API server sends them, of samples that one manager applied and whose status another writes. */
export interface ServedFlips extends AsyncDisposable {
  of(kind: SampledKind, samples: readonly SampleObject[]): Promise<readonly Flip[]>
  /** Samples that the server refuses, and those whose kind has no conditions. */
  readonly leftOut: { refused: number; flat: number }
}

export async function startServedFlips(kinds: readonly SampledKind[]): Promise<ServedFlips> {
  await using made = new AsyncDisposableStack()
  const server = made.use(await startRealApiServer({ name: 'samples' }))
  const client = made.use(openApiClient(server, 1))
  for (const { definition } of kinds) {
    const path = `${CRDS}/${definition.metadata.name}?fieldManager=operator&force=true`
    await apply(client, path, definition)
  }
  const namespaces = new Set(['default'])
  const leftOut = { refused: 0, flat: 0 }
  const kept = made.move()
  return {
    leftOut,
    async of(kind, samples) {
      const flips: Flip[] = []
      for (const sample of samples) {
        const place = placeOf(kind, sample)
        if (kind.namespaced && !namespaces.has(place.namespace))
          await makeNamespace(client, place.namespace)
        namespaces.add(place.namespace)
        const flip = await take(client, { kind, sample, place })
        if (typeof flip === 'string') leftOut[flip] += 1
        else flips.push(flip)
      }
      return flips
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

interface Place {
  readonly namespace: string
  readonly collection: (version: string) => string
  readonly name: string
}

function placeOf({ group, resource, namespaced }: SampledKind, sample: SampleObject): Place {
  const { namespace = 'default', name } = sample.metadata
  const inside = namespaced ? `namespaces/${namespace}/` : ''
  return {
    namespace,
    name,
    collection: (version) => `/apis/${group}/${version}/${inside}${resource}`,
  }
}

async function makeNamespace(client: ApiClient, name: string): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
  const path = `/api/v1/namespaces/${name}?fieldManager=operator`
  await apply(client, path, body)
}

function apply(client: ApiClient, path: string, body: object): Promise<string> {
  return client.tell({ method: 'PATCH', type: APPLY_PATCH, path, body })
}

interface Wanted {
  readonly kind: SampledKind
  readonly sample: SampleObject
  readonly place: Place
}

async function take(client: ApiClient, wanted: Wanted): Promise<Flip | 'refused' | 'flat'> {
  const { kind, sample, place } = wanted
  const part = kind.statusApart ? '/status' : ''
  const path = `${place.collection(kind.version)}/${place.name}${part}?fieldManager=controller`
  const write = (status: object) =>
    client.tell({ method: 'PATCH', type: MERGE_PATCH, path, body: { status } })
  const statuses = flippedStatus(sample)
  try {
    await store(client, wanted)
    const [before, after] = [await write(statuses.before), await write(statuses.after)]
    if (conditionsOf(before) === conditionsOf(after)) return 'flat'
    return {
      before: JSON.parse(before),
      after: JSON.parse(after),
      event: Buffer.byteLength(`{"type":"MODIFIED","object":${after}}`),
    }
  } catch (error) {
    console.log(`left out: ${String(error).slice(0, 200)}`)
    return 'refused'
  }
}

/** As one that a deployment tool keeps; what cannot be applied is made. A definition is served a moment after it is made. */
async function store(client: ApiClient, { kind, sample, place }: Wanted): Promise<void> {
  const collection = place.collection(sample.apiVersion.split('/')[1] ?? kind.version)
  const { uid: _uid, resourceVersion: _version, generation: _generation, ...rest } = sample.metadata
  const { creationTimestamp: _created, managedFields: _fields, selfLink: _link, ...metadata } = rest
  const body = { ...sample, metadata }
  const applied = `${collection}/${place.name}?fieldManager=argocd-controller&force=true`
  const make = `${collection}?fieldManager=argocd-controller&fieldValidation=Ignore`
  const asked = async (): Promise<boolean> => {
    try {
      await apply(client, applied, body)
      return true
    } catch (error) {
      if (error instanceof Error && error.message.includes('404')) return false
      await client.tell({ method: 'POST', path: make, body })
      return true
    }
  }
  await until(asked, { what: `${kind.resource} to be served`, timeoutMs: 30_000 })
}

function conditionsOf(text: string): string {
  const { status } = answerSchema.parse(JSON.parse(text))
  return JSON.stringify(status?.conditions ?? [])
}

const answerSchema = z.looseObject({
  status: z.looseObject({ conditions: z.unknown().optional() }).optional(),
})
