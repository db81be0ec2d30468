import type { ClusterState } from './cluster-state.ts'
import type { Exchange } from './exchange.ts'
import { type KubeObject, type ObjectInput, keyOf, objectInput } from './kube-object.ts'
import { mergePatch } from './merge-patch.ts'
import type { WriteOptions } from './object-store.ts'
import type { CollectionPath } from './request-path.ts'
import { type ResourceDefinition, resourceId } from './resource-definition.ts'
import { StatusError, badRequest, notFound } from './status-error.ts'

/** The object a path names. */
export interface ObjectPath extends CollectionPath {
  readonly name: string
  readonly status: boolean
}

export interface WriteTarget {
  readonly state: ClusterState
  readonly definition: ResourceDefinition
}

/** POST to a collection. A status sent along is dropped where the status is a resource of its own. */
export async function createObject(
  { state, definition }: WriteTarget,
  path: CollectionPath,
  exchange: Exchange,
): Promise<KubeObject> {
  const input = inNamespace(parseObject(await exchange.body()), path.namespace)
  const { status: _, ...withoutStatus } = input
  return state.create(definition, hasStatus(definition, path) ? { ...withoutStatus } : input)
}

/** PUT or PATCH of an object, or of its status. */
export async function updateObject(
  { state, definition }: WriteTarget,
  path: ObjectPath,
  exchange: Exchange,
): Promise<KubeObject> {
  if (path.status && !hasStatus(definition, path)) throw notFound(`${path.resource}/status`)
  const body = await exchange.body()
  const input =
    exchange.method === 'PUT'
      ? parseObject(body)
      : patched(currentObject({ state, definition }, path), body, exchange.contentType)
  return state.update(definition, inNamespace(input, path.namespace), partOf(definition, path))
}

/** The object that a path names. */
export function currentObject({ state, definition }: WriteTarget, path: ObjectPath): KubeObject {
  const object = state.objects.get(resourceId(definition), keyOf(path))
  if (!object) throw notFound(`${path.resource} "${path.name}"`)
  return object
}

function partOf(definition: ResourceDefinition, path: ObjectPath): WriteOptions {
  if (path.status) return { part: 'status' }
  return hasStatus(definition, path) ? { part: 'rest' } : {}
}

function hasStatus({ versions }: ResourceDefinition, { version }: CollectionPath): boolean {
  return versions.some(({ name, statusSubresource }) => name === version && statusSubresource)
}

function parseObject(body: Buffer): ObjectInput {
  return checked(parseJson(body))
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw badRequest(`the body is not JSON: ${cause instanceof Error ? cause.message : ''}`)
  }
}

function checked(value: unknown): ObjectInput {
  const parsed = objectInput.safeParse(value)
  if (!parsed.success) throw badRequest(`the body is not an object: ${parsed.error.message}`)
  return parsed.data
}

function inNamespace(input: ObjectInput, namespace: string | undefined): ObjectInput {
  if (namespace === undefined) return input
  if ((input.metadata.namespace ?? namespace) !== namespace) {
    throw badRequest('the namespace of the object does not match the namespace of the request')
  }
  return { ...input, metadata: { ...input.metadata, namespace } }
}

function patched(current: KubeObject, body: Buffer, contentType: string): ObjectInput {
  const type = contentType.split(';')[0]?.trim()
  if (type !== 'application/merge-patch+json') {
    const message = `the body of the request was in an unknown format - accepted media types include: application/merge-patch+json`
    throw new StatusError({ code: 415, reason: 'UnsupportedMediaType', message })
  }
  return checked(mergePatch(current, parseJson(body)))
}
