import { clusterId } from '@argus/contracts/topic'
import { z } from 'zod'

/** The line of a cluster's agent, and the replica that holds it. */
export interface Uplink extends UplinkNews {
  readonly cluster: string
  /** Tells one line from the next. */
  readonly line: string
}

const newsSchema = z.object({
  replica: z.string(),
  /** Whether the agent is there now; else it has a moment to come back to the same replica. */
  connected: z.boolean(),
  /** Since when, in milliseconds since the epoch. */
  since: z.number(),
  /** The version of its program. */
  version: z.string(),
})

/** What is told of a line. */
export type UplinkNews = z.infer<typeof newsSchema>

/** What a script keeps of a line. */
export function uplinkText({ replica, connected, since, version }: Uplink): string {
  const news: UplinkNews = { replica, connected, since, version }
  return JSON.stringify(news)
}

/** By cluster; what does not parse is left out, it is written again. */
export function readUplinks(answer: unknown): ReadonlyMap<string, UplinkNews> {
  const texts = z.array(z.string()).parse(answer)
  const found = new Map<string, UplinkNews>()
  for (let i = 0; i + 1 < texts.length; i += 2) {
    const cluster = clusterId.safeParse(texts[i])
    const news = newsSchema.safeParse(parsed(texts[i + 1] ?? ''))
    if (cluster.success && news.success) found.set(cluster.data, news.data)
  }
  return found
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // Not of ours.
  }
}
