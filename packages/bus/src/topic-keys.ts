import { topicKey, type Topic } from '@argus/contracts/topic'

/** Where everything of a Topic lies. One hash tag: one script may touch all of it, and a Redis Cluster keeps it together. */
export interface TopicKeys {
  readonly meta: string
  readonly rows: string
  readonly objects: string
  readonly order: string
  readonly gone: string
  readonly lease: string
  readonly channel: string
}

/** The names of a Topic's keys. Access rules are written for the prefix `argus`; another one is for tests. */
export function topicKeys(prefix: string, topic: Topic): TopicKeys {
  const base = `${prefix}:{${topicKey(topic)}}`
  return {
    meta: `${base}:meta`,
    rows: `${base}:rows`,
    objects: `${base}:objects`,
    order: `${base}:order`,
    gone: `${base}:gone`,
    lease: `${base}:lease`,
    channel: base,
  }
}

export const PREFIX = 'argus'

/** Living watcher replicas, by heartbeat. */
export const watchersKey = (prefix: string): string => `${prefix}:watchers`

/** Which replica holds the line of which agent, by cluster. In braces, as Topics are: access rules that are in use cover it. */
export const uplinksKey = (prefix: string): string => `${prefix}:{uplinks}`

/** The directory, and the channel on which its changes are announced. */
export const catalogKey = (prefix: string): string => `${prefix}:catalog`

/** Resources that somebody asks for, by the time at which that lapses. */
export const wantedKey = (prefix: string): string => `${prefix}:wanted`

export const noticesChannel = (prefix: string): string => `${prefix}:notices`

/** On which watchers tell each other that the registry of clusters changed. */
export const registryChannel = (prefix: string): string => `${prefix}:registry`
