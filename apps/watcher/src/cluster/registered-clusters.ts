import type { FleetDatabase } from '@argus/db/fleet'
import type { Seals } from '@argus/db/seal'

import { abortable } from '@argus/informer/abortable'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Bell } from '../bell.ts'
import type { AgentKey } from './agent/stored-agents.ts'
import { BY_AGENT, type DesiredCluster } from './desired-cluster.ts'
import { unsealConnection, wayOf } from './sealed-connection.ts'
import { readRegistry, registryMark, type StoredCluster } from './stored-clusters.ts'

export interface RegisteredOptions {
  readonly db: FleetDatabase
  readonly seals: Seals
  readonly events: Events
}

/** The registered clusters of a moment. */
export interface Registered {
  /** Where the registry stood. */
  readonly mark: string
  readonly clusters: readonly DesiredCluster[]
  readonly agentKeys: readonly AgentKey[]
}

/** Reads the registry. A cluster whose credential does not open is there all the same, and cannot be reached. */
export async function readRegistered({
  db,
  seals,
  events,
}: RegisteredOptions): Promise<Registered> {
  const { mark, clusters, agentKeys } = await readRegistry(db)
  return {
    mark,
    agentKeys,
    clusters: clusters.map((cluster) => desired(cluster, { seals, events })),
  }
}

export interface FollowOptions extends RegisteredOptions {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Rung when the registry may have changed. */
  readonly bell: Bell
  /** Told the moment, in milliseconds, at which an answer was asked for that came: until then everything is known. */
  readonly heard: (askedAt: number) => void
}

/** A bell that nobody heard is made good by a look within this. */
const LOOK_MS = 1_000

/**
 * What is registered after each change that follows `from`, until the signal aborts. While the database is away
 * there are none to be had, and what is known goes on.
 */
export async function* followRegistered(
  from: string,
  options: FollowOptions,
): AsyncGenerator<Registered> {
  const { db, events, clock, signal, bell, heard } = options
  let known = from
  let away = false
  for (;;) {
    await bell.orAfter(LOOK_MS, { clock, signal })
    const askedAt = clock.now()
    try {
      const changed = (await abortable(registryMark(db), signal)) !== known
      if (changed) {
        const read = await abortable(readRegistered(options), signal)
        known = read.mark
        yield read
      }
      heard(askedAt)
      away = false
    } catch (error) {
      if (signal.aborted) return
      if (!away) events.storeAway(error)
      away = true
    }
  }
}

function desired(
  { id, name, labels, source, server, sealed }: StoredCluster,
  { seals, events }: Pick<RegisteredOptions, 'seals' | 'events'>,
): DesiredCluster {
  if (source === 'agent') return { id, name, labels, ...BY_AGENT }
  const described = { id, name, labels, source, server, commands: [] } as const
  try {
    const connection = unsealConnection(seals, { ...sealed, cluster: id, server })
    return { ...described, ...wayOf(connection) }
  } catch (error) {
    events.credentialUnopened(id, error)
    const address = URL.canParse(server) ? server : NOWHERE
    return { ...described, ...UNOPENED, access: { server: address, credential: unopened } }
  }
}

/** In the place of an address that is none: nobody is asked for it. */
const NOWHERE = 'https://unopened.invalid'

const UNOPENED = { way: 'its credential does not open' }

/** What readers are told: the log of the watcher says more. */
const refuse = async (): Promise<never> => {
  throw new Error("what was stored does not open; the watcher's log says what to do")
}
const unopened = { current: refuse, refresh: refuse }
