import { ApiError } from './api-server/api-error.ts'
import { memberBytes } from './api-server/member-bytes.ts'
import { BrokenLineError } from './fault.ts'
import { type KubernetesObject, isKubernetesObject } from './kubernetes-object.ts'
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
  const event = parseJson(line)
  const { type, object } = event
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED': {
      const bytes = objectBytes(line, type)
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

/**
 * The bytes of the event's object. API servers write type and object in this order and nothing else, so it is the rest of
 * the line but its last brace; whatever is written otherwise is looked through.
 */
function objectBytes(line: Buffer, type: 'ADDED' | 'MODIFIED' | 'DELETED'): Buffer | undefined {
  const head = HEADS[type]
  const plain =
    line.length > head.length &&
    line.compare(head, 0, head.length, 0, head.length) === 0 &&
    line[line.length - 2] === BRACE_END &&
    line[line.length - 1] === BRACE_END
  return plain ? line.subarray(head.length, -1) : memberBytes(line, 'object')
}

const BRACE_END = 0x7d
const HEADS = {
  ADDED: Buffer.from('{"type":"ADDED","object":'),
  MODIFIED: Buffer.from('{"type":"MODIFIED","object":'),
  DELETED: Buffer.from('{"type":"DELETED","object":'),
}

function parseJson(line: Buffer): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(line.toString('utf8'))
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
