import { setTimeout as delay } from 'node:timers/promises'
import {
  type FakeApiServer,
  type FakeApiServerOptions,
  startFakeApiServer,
} from '@argus/fake-api-server/server'

import { fakeCluster } from './fake-cluster.ts'
import { type Profile, PROFILES } from './profile.ts'
import { simulate } from './simulation.ts'

export interface ServersOptions {
  /** Where and as whom the server of a profile answers. */
  readonly serverOf: (profile: Profile, at: number) => FakeApiServerOptions
  /** Told when all answer, before their lives begin. */
  readonly announce: (servers: readonly FakeApiServer[]) => Promise<void>
  /** Told when a cluster refused a write of its life. */
  readonly onFault: (name: string, error: unknown) => void
  readonly signal: AbortSignal
}

/** Starts an API server for each simulated cluster and lets them live until the signal aborts. */
export async function runServers(options: ServersOptions): Promise<void> {
  const { serverOf, announce, signal } = options
  await using made = new AsyncDisposableStack()
  const clusters = await Promise.all(
    PROFILES.map(async (profile, at) => {
      const { name, version: gitVersion } = profile
      const server = made.use(
        await startFakeApiServer({ ...serverOf(profile, at), name, gitVersion }),
      )
      const onFault = (error: unknown): void => options.onFault(name, error)
      const cluster = fakeCluster(server.store)
      return { server, life: simulate({ cluster, profile, clock: CLOCK, onFault }) }
    }),
  )
  await announce(clusters.map(({ server }) => server))
  await Promise.all(clusters.map(({ life }) => life.run(signal)))
}

const CLOCK = {
  now: () => Date.now(),
  sleep: (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal }),
}
