import type { TopicLogReader } from '@argus/bus/follow'
import type { Topic } from '@argus/contracts/topic'

import { encodeUpsert, type Bodies } from '../feed/view-frames.ts'
import type { Entry } from './page.ts'

/** A page's objects as JSON, how many of the entries asked for it holds, and whether each is as of the cut. */
export interface Items {
  readonly items: readonly Buffer[]
  readonly taken: number
  readonly exact: boolean
}

export interface ItemParts {
  readonly log: Pick<TopicLogReader, 'readObjects'>
  readonly topicOf: (cluster: string) => Topic
}

/**
 * Encodes entries as a View does. Objects come from the topic log as they are now, so one may be newer than its Row, or
 * gone; and a page ends early once it is large.
 */
export async function itemsOf(entries: readonly Entry[], parts: ItemParts): Promise<Items> {
  const items: Buffer[] = []
  let [taken, bytes, exact] = [0, 0, true]
  while (taken < entries.length && bytes < LARGEST_PAGE) {
    const some = nextRun(entries, taken, bytes / Math.max(items.length, 1))
    const bodies = await bodiesOf(some, parts)
    for (const { part, record } of some) {
      if (bytes >= LARGEST_PAGE) break
      const body = bodies.get(record.key)
      const item = encodeUpsert({ lens: part.lens, record, bodies })
      if (part.lens.shape === 'object' && body?.seq !== record.seq) exact = false
      taken += 1
      if (item === undefined) continue
      const whole = withCluster(part.cluster, item)
      items.push(whole)
      bytes += whole.length
    }
  }
  return { items, taken, exact }
}

/** Entries of one Topic, as many as may fit by what those before came to. */
function nextRun(entries: readonly Entry[], from: number, mean: number): readonly Entry[] {
  const cluster = entries[from]?.part.cluster
  const fit = mean === 0 ? FIRST_OBJECTS : Math.max(Math.floor(LARGEST_PAGE / mean), 1)
  const rows = entries[from]?.part.lens.shape === 'row'
  const some = entries.slice(from, from + (rows ? entries.length : Math.min(fit, MOST_OBJECTS)))
  return some.filter(({ part }) => part.cluster === cluster)
}

type Objects = ReadonlyMap<string, { readonly seq: number; readonly bytes: Buffer }> & Bodies

async function bodiesOf(some: readonly Entry[], { log, topicOf }: ItemParts): Promise<Objects> {
  const [first] = some
  if (first === undefined || first.part.lens.shape === 'row') return NONE
  return log.readObjects(
    topicOf(first.part.cluster),
    some.map(({ record }) => record.key),
  )
}

const NONE: Objects = new Map()

/** An item of a View, with the cluster in front. */
function withCluster(cluster: string, [head, ...rest]: readonly Buffer[]): Buffer {
  const front = Buffer.from(`{"cluster":${JSON.stringify(cluster)},`)
  return Buffer.concat([front, head?.subarray(1) ?? Buffer.of(), ...rest])
}

/** A page is at most this and one object larger; objects have up to a megabyte and a half. */
const LARGEST_PAGE = 4_194_304
const FIRST_OBJECTS = 20
const MOST_OBJECTS = 100
