import { hash } from 'node:crypto'

import { objectKey } from '@argus/contracts/key'
import type { Record as TopicRecord } from '@argus/contracts/record'

import { lostDigits, parseExactly } from './exact-json.ts'
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
    const original = { ...parsed, kind: textAt(parsed, 'kind') ?? shape.kind }
    const object = redact(stripped(original, bytes))
    const row = rowOf({ object, original, cells, rule: shape.health })
    return { ...identityOf(object, shape), row, ...encode(object, row) }
  }
}

/** Nearly no object has lost digits, so it is looked at first and read again only then. */
function stripped(original: JsonObject, bytes: Buffer): JsonObject {
  const object = strip(original)
  return lostDigits(object) ? strip({ ...original, ...parseExactly(bytes) }) : object
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
  const texts = Object.entries(labels).filter(
    (label): label is [string, string] => typeof label[1] === 'string',
  )
  return Object.fromEntries(texts)
}

/** The bytes are put together from parts, so that the hash can pass over the resourceVersion without a second encoding. */
function encode(object: JsonObject, row: TopicRecord['row']): { hash: string; object: Buffer } {
  const { apiVersion, kind, metadata, ...rest } = object
  const { resourceVersion, ...seen } = isObject(metadata) ? metadata : {}
  const { changed: _changed, ...shown } = row
  const type = JSON.stringify({ apiVersion, kind })
  const body = JSON.stringify(seen)
  const others = JSON.stringify(rest)
  const version = JSON.stringify({ resourceVersion })
  const whole = joined(type, `{"metadata":${joined(version, body)}}`, others)
  return { hash: hashOf([type, body, others, JSON.stringify(shown)]), object: Buffer.from(whole) }
}

/** JSON has no line break of its own, so one between the texts keeps them apart. */
function hashOf(texts: readonly string[]): string {
  return hash('sha256', texts.join('\n'), 'base64url').slice(0, HASH_LENGTH)
}

/** 132 bits. */
const HASH_LENGTH = 22

/** The texts of JSON objects with different fields, as the text of one object. */
function joined(...objects: readonly string[]): string {
  return `{${objects
    .map((text) => text.slice(1, -1))
    .filter((fields) => fields !== '')
    .join(',')}}`
}
