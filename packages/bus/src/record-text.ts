import {
  recordSchema,
  topicMessageSchema,
  type Record,
  type TopicMessage,
} from '@argus/contracts/record'

import { UnreadableError } from './bus-error.ts'

/** Reads a value of `rows`. Throws an UnreadableError that names the Key. */
export function parseRecord(key: string, text: string): Record {
  try {
    return recordSchema.parse(parseJson(text))
  } catch (cause) {
    throw new UnreadableError(key, cause)
  }
}

/** Its error ends in logs: that of the engine would quote what is stored. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('it is no JSON')
  }
}

/** Reads what a Topic's channel carried; `undefined` for what this version does not understand. */
export function parseMessage(bytes: Buffer): TopicMessage | undefined {
  try {
    return topicMessageSchema.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    return undefined // The caller reads again: nothing is passed over.
  }
}
