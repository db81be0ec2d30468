import { hash } from 'node:crypto'

import { objectKey } from '@argus/contracts/key'
import type { Record as TopicRecord } from '@argus/contracts/record'

import { conceal } from './conceal.ts'
import { parseExactly } from './exact-json.ts'
import { type JsonObject, isObject, objectAt, own, textAt } from './json.ts'
import { compileCell } from './printer-column.ts'
import { redact } from './redact.ts'
import { rowOf } from './row.ts'
import { strip } from './strip.ts'
import type { ProjectorShape } from './topic-shape.ts'

/** What of an object may leave its cluster: its Record but for what the topic log adds, and the object's bytes. */
export interface Projection extends Omit<TopicRecord, 'seq' | 'type'> {
  /** JSON, stripped and redacted; made once, and sent as it is to whoever looks. */
  readonly object: Buffer
}

/** Makes the Projection of one object from its parsed form and the bytes it was parsed from. */
export type Projector = (object: unknown, bytes: Buffer) => Projection

/** The object is none that Kubernetes could have sent. */
export class ProjectionError extends Error {
  override readonly name = 'ProjectionError'
}

/**
 * A projector for the objects of one Topic. It is pure: the same bytes give the same Projection, everywhere.
 * Its `hash` is equal when no reader could see a difference, so a change of resourceVersion or managedFields
 * alone is none. It throws `ProjectionError` on what has no name, and `PrinterPathError` at once on a column
 * that `readPrinterColumns` would have refused.
 */
export function createProjector(shape: ProjectorShape): Projector {
  const cells = shape.columns.map(compileCell)
  return (parsed, bytes) => {
    if (!isObject(parsed)) throw new ProjectionError('Projecting an object: it is no JSON object')
    // Items of a list of a built-in kind carry no type.
    const typed = textAt(parsed, 'kind') !== undefined
    const original = typed ? parsed : { ...parsed, kind: shape.kind }
    const object = redacted(original, bytes, shape.kind)
    const row = rowOf({ object, original, cells, rule: shape.health })
    return { ...identityOf(object, shape), row, ...encode(object, row) }
  }
}

/**
 * Nearly no object holds an integer beyond doubles; one that does is read again with all its digits. What is secret for the
 * Topic's kind is hidden also where an object says that it is of another: a cluster may lie.
 */
function redacted(original: JsonObject, bytes: Buffer, kind: string): JsonObject {
  let exact = true
  const object = redact(conceal(strip(original), kind), () => (exact = false))
  if (exact) return object
  const again = { ...parseExactly(bytes), kind: textAt(original, 'kind') ?? '' }
  return redact(conceal(strip(again), kind))
}

function identityOf(object: JsonObject, { namespaced }: ProjectorShape) {
  const metadata = objectAt(object, 'metadata')
  const name = textAt(metadata, 'name')
  if (name === undefined) throw new ProjectionError('Projecting an object: it has no name')
  const namespace = namespaced ? textAt(metadata, 'namespace') : undefined
  return {
    key: objectKey(namespace, name),
    uid: textAt(metadata, 'uid') ?? '',
    resourceVersion: textAt(metadata, 'resourceVersion') ?? '',
    labels: labelsOf(metadata),
  }
}

function labelsOf(metadata: JsonObject): Record<string, string> {
  const labels = own(metadata, 'labels')
  if (!isObject(labels)) return {}
  if (areTexts(labels)) return labels
  const texts = Object.entries(labels).filter(
    (label): label is [string, string] => typeof label[1] === 'string',
  )
  return Object.fromEntries(texts)
}

function areTexts(labels: JsonObject): labels is Record<string, string> {
  for (const name in labels) if (typeof labels[name] !== 'string') return false
  return true
}

/**
 * Everything is written once, into one Buffer: the object, and after it what else the hash covers. Type and metadata stand
 * first, as people write them; the resourceVersion stands where the hash can begin behind it.
 */
function encode(object: JsonObject, row: TopicRecord['row']): { hash: string; object: Buffer } {
  const { apiVersion, kind, metadata, ...rest } = object
  const { resourceVersion, ...seen } = isObject(metadata) ? metadata : {}
  const text = JSON.stringify({ apiVersion, kind, metadata: { resourceVersion, ...seen }, ...rest })
  const type = JSON.stringify({ apiVersion, kind }).slice(1, -1)
  const version = JSON.stringify({ resourceVersion }).slice(1, -1)
  const head = `{${type === '' ? '' : `${type},`}"metadata":{${version}`
  // JSON has no line break of its own, so one between the texts keeps them apart.
  const beside = `\n${type}\n${shownOf(row)}`
  const length = Buffer.byteLength(text)
  const bytes = Buffer.allocUnsafe(length + Buffer.byteLength(beside))
  bytes.write(text)
  bytes.write(beside, length)
  const hashed = hash('sha256', bytes.subarray(Buffer.byteLength(head)), 'base64url')
  return { hash: hashed.slice(0, HASH_LENGTH), object: bytes.subarray(0, length) }
}

/** What a reader sees of a Row; when it was changed is news only with a change. */
function shownOf({
  created,
  health,
  healthSince,
  reason,
  owners,
  cells,
}: TopicRecord['row']): string {
  return JSON.stringify({ created, health, healthSince, reason, owners, cells })
}

/** 132 bits. */
const HASH_LENGTH = 22
