import { openTopicLogReader } from '@argus/bus/follow'
import type { Record as TopicRecord } from '@argus/contracts/record'
import type { Topic } from '@argus/contracts/topic'

/** What a reader of a Topic was told, as a gateway is, and what of it must never have been. */
export interface Mirror extends AsyncDisposable {
  readonly records: ReadonlyMap<string, TopicRecord>
  /** Objects that went back in time, and Keys that went although they never did. */
  readonly wrong: readonly string[]
}

/** `stays`: Keys that are there all the time. */
export async function openMirror(
  redisUrl: string,
  topic: Topic,
  stays: ReadonlySet<string>,
): Promise<Mirror> {
  const reader = await openTopicLogReader({ url: redisUrl })
  const stop = new AbortController()
  const records = new Map<string, TopicRecord>()
  const wrong: string[] = []
  const take = (record: TopicRecord): void => {
    const known = records.get(record.key)
    const older =
      known?.uid === record.uid && BigInt(known.resourceVersion) > BigInt(record.resourceVersion)
    if (older) wrong.push(`${record.key} went back to ${record.resourceVersion}`)
    records.set(record.key, record)
  }
  const reading = (async () => {
    for await (const event of reader.follow(topic, stop.signal)) {
      if (event.type === 'snapshot') {
        const there = new Set(event.records.map(({ key }) => key))
        for (const key of records.keys()) if (!there.has(key)) records.delete(key)
        for (const record of event.records) take(record)
      }
      if (event.type !== 'batch') continue
      for (const record of event.batch.records) {
        if (record.type !== 'DELETED') take(record)
        else {
          if (stays.has(record.key)) wrong.push(`${record.key} went`)
          records.delete(record.key)
        }
      }
    }
  })()
  return {
    records,
    wrong,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await reading.catch(() => undefined) // It ends with its signal.
      await reader[Symbol.asyncDispose]()
    },
  }
}
