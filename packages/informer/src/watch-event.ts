import { ApiError } from './api-server/api-error.ts'
import { memberBytes } from './api-server/member-bytes.ts'
import { BrokenLineError } from './fault.ts'
import { type KubernetesObject, isKubernetesObject } from './kubernetes-object.ts'
import { isTooDeep } from './nesting.ts'
import type { ResourceVersion } from './resource-version.ts'

/** A line of a watch, parsed. */
export type WatchEvent =
  | {
      readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
      readonly object: KubernetesObject
      readonly bytes: Buffer
    }
  | {
      readonly type: 'BOOKMARK'
      readonly version: ResourceVersion
      /** Whether it ends the initial events of a streaming list. */
      readonly initialEventsEnd: boolean
    }
  | { readonly type: 'ERROR'; readonly error: ApiError }

/** Parses one line; throws a `BrokenLineError` on whatever a watch does not send. */
export function parseWatchEvent(line: Buffer): WatchEvent {
  if (isTooDeep(line)) throw broken('an object that is nested too deep')
  const text = line.toString('utf8')
  return parseChange(text, line) ?? parseAnyEvent(text, line)
}

/**
 * A change as API servers write it: type and object in this order and nothing else, so the object is the rest of the line but
 * its last brace, and the object alone is parsed. Whatever is written otherwise is none of these, and read in full.
 */
function parseChange(text: string, line: Buffer): WatchEvent | undefined {
  const type = CHANGES.find((change) => text.startsWith(HEADS[change]))
  if (type === undefined) return undefined
  const { length } = HEADS[type]
  if (!text.endsWith('}}')) return undefined
  let object: unknown
  try {
    object = JSON.parse(text.slice(length, -1))
  } catch {
    // Read in full, to say what is wrong with it.
    return undefined
  }
  if (!isKubernetesObject(object)) throw broken('an object without a name')
  return { type, object, bytes: line.subarray(length, -1) }
}

/** The most frequent first. */
const CHANGES = ['MODIFIED', 'ADDED', 'DELETED'] as const
const HEADS = {
  MODIFIED: '{"type":"MODIFIED","object":',
  ADDED: '{"type":"ADDED","object":',
  DELETED: '{"type":"DELETED","object":',
}

function parseAnyEvent(text: string, line: Buffer): WatchEvent {
  const event = parseJson(text)
  const { type, object } = event
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED': {
      const bytes = memberBytes(line, 'object')
      if (!bytes || !isKubernetesObject(object)) throw broken('an object without a name')
      return { type, object, bytes }
    }
    case 'BOOKMARK':
      return parseBookmark(object)
    case 'ERROR':
      return { type, error: ApiError.fromStatus(object) }
    default:
      throw broken(`an event of type ${JSON.stringify(type)}`)
  }
}

function parseJson(text: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new BrokenLineError('the watch sent a line that is not JSON', { cause })
  }
  if (!isRecord(value)) throw broken('a line that is no event')
  return value
}

function parseBookmark(object: unknown): WatchEvent {
  const metadata = isRecord(object) ? object['metadata'] : undefined
  const version = isRecord(metadata) ? metadata['resourceVersion'] : undefined
  if (!isRecord(metadata) || typeof version !== 'string' || version === '') {
    throw broken('a bookmark without a version')
  }
  const annotations = metadata['annotations']
  const end = isRecord(annotations) && annotations['k8s.io/initial-events-end'] === 'true'
  return { type: 'BOOKMARK', version, initialEventsEnd: end }
}

function broken(what: string): BrokenLineError {
  return new BrokenLineError(`the watch sent ${what}`)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
