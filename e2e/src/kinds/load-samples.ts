import { until } from '@argus/testkit/until'
import { z } from 'zod'

import type { KubeClient } from './kube-client.ts'
import type { SampleDefinition, SampleFile, SampleObject } from './sample-files.ts'

/** How often each kind was stored, by `resource.group`. */
export type Stored = ReadonlyMap<string, number>

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

/** Applies every definition, and waits until all are established. */
export async function applyDefinitions(
  client: KubeClient,
  definitions: readonly SampleDefinition[],
): Promise<void> {
  for (const { name, document } of definitions)
    await client.need({ method: 'APPLY', path: `${CRDS}/${name}?${APPLY}`, body: document })
  await until(
    async () => {
      const list = crdListSchema.parse(JSON.parse(await client.need({ method: 'GET', path: CRDS })))
      const established = list.items.filter(({ status }) =>
        status?.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True'),
      )
      return established.length >= definitions.length
    },
    { what: 'all definitions to be established', timeoutMs: 60_000 },
  )
}

const crdListSchema = z.object({
  items: z.array(
    z.object({
      status: z
        .object({
          conditions: z.array(z.object({ type: z.string(), status: z.string() })).nullish(),
        })
        .optional(),
    }),
  ),
})

/**
 * Stores every object of a defined kind, each file in namespaces of its own, for samples share names. What stands
 * beside them (a ConfigMap, a Service) is left out. Rejects when the server refuses one.
 */
export async function storeSamples(
  client: KubeClient,
  definitions: readonly SampleDefinition[],
  files: readonly SampleFile[],
): Promise<Stored> {
  const stored = new Map<string, number>()
  const namespaces = new Set<string>()
  for (const [at, { strict, objects }] of files.entries()) {
    for (const object of objects) {
      const definition = definitionOf(object, definitions)
      if (definition === undefined) continue
      const namespace = [`file-${at}`, object.metadata.namespace || 'default'].join('-')
      if (!namespaces.has(namespace)) await makeNamespace(client, namespace)
      namespaces.add(namespace)
      await store(client, placed(object, definition, namespace), { definition, strict })
      stored.set(definition.name, (stored.get(definition.name) ?? 0) + 1)
    }
  }
  return stored
}

async function makeNamespace(client: KubeClient, name: string): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
  await client.need({ method: 'POST', path: '/api/v1/namespaces', body })
}

function definitionOf(
  { apiVersion, kind }: SampleObject,
  definitions: readonly SampleDefinition[],
): SampleDefinition | undefined {
  const group = apiVersion.split('/')[0]
  return definitions.find((one) => one.group === group && one.kind === kind)
}

/** In the namespace of its file; of the cluster's own objects, the name says which file. */
function placed(
  object: SampleObject,
  { namespaced }: SampleDefinition,
  namespace: string,
): SampleObject {
  const { uid: _uid, resourceVersion: _version, generation: _generation, ...rest } = object.metadata
  const { creationTimestamp: _created, managedFields: _fields, selfLink: _link, ...kept } = rest
  const { namespace: _namespace, ...common } = kept
  const metadata = namespaced
    ? { ...common, name: object.metadata.name, namespace }
    : { ...common, name: `${object.metadata.name}-${namespace}` }
  return { ...object, metadata }
}

interface StoreOptions {
  readonly definition: SampleDefinition
  readonly strict: boolean
}

async function store(
  client: KubeClient,
  object: SampleObject,
  { definition, strict }: StoreOptions,
): Promise<void> {
  const { apiVersion, metadata, status } = object
  const version = apiVersion.split('/')[1] ?? ''
  const inside = definition.namespaced ? `namespaces/${metadata.namespace}/` : ''
  const collection = `/apis/${apiVersion}/${inside}${definition.resource}`
  const path = `${collection}/${metadata.name}`
  const apart = status && definition.statusVersions.has(version)
  if (strict) {
    await client.need({ method: 'APPLY', path: `${path}?${APPLY}`, body: object })
    if (apart) await client.need({ method: 'APPLY', path: `${path}/status?${APPLY}`, body: object })
    return
  }
  const created = await client.need({
    method: 'POST',
    path: `${collection}?fieldValidation=Ignore`,
    body: object,
  })
  if (!apart) return
  const body = { ...objectSchema.parse(JSON.parse(created)), status }
  await client.need({ method: 'PUT', path: `${path}/status?fieldValidation=Ignore`, body })
}

const objectSchema = z.looseObject({})

const APPLY = 'fieldManager=samples&fieldValidation=Strict&force=true'
