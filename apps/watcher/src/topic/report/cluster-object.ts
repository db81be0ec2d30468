import type { ClusterState } from '@argus/contracts/catalog'
import type { ClusterObject, WatchObject } from '@argus/contracts/internal-topic'

import type { Probe } from '../../cluster/probe.ts'

/** The state of a cluster, from the states of its watches; from the probe alone where nothing is watched. */
export function clusterObject(
  name: string,
  watches: readonly WatchObject[],
  probe: Probe,
): ClusterObject {
  const version =
    'version' in probe && probe.version !== undefined ? { version: probe.version } : {}
  const live = watches.filter(({ state }) => state === 'live').length
  return {
    name,
    ...stateOf(watches, probe),
    ...version,
    kinds: { live, followed: watches.length },
    objects: watches.reduce((sum, { objects }) => sum + objects, 0),
  }
}

type State = Pick<ClusterObject, 'state' | 'since' | 'reason'>

/** The worst of what concerns the reader wins; what the cluster does not have concerns nobody. */
function stateOf(watches: readonly WatchObject[], probe: Probe): State {
  const there = watches.filter(({ state }) => state !== 'absent')
  for (const state of ['unreachable', 'stale'] as const) {
    const bad = there.filter((watch) => watch.state === state)
    if (bad.length > 0) return outage(state, bad)
  }
  const live = there.some(({ state }) => state === 'live')
  if (!live && probe.type === 'unanswered') return probed(probe)
  const syncing = there.filter(({ state }) => state === 'syncing')
  if (syncing.length > 0) return outage('syncing', syncing)
  const forbidden = there.filter(({ state }) => state === 'forbidden')
  if (there.length > 0 && forbidden.length === there.length) return outage('forbidden', forbidden)
  if (there.length > 0) return liveSince(there, forbidden)
  return probed(probe)
}

function outage(state: ClusterState, watches: readonly WatchObject[]): State {
  const since = Math.min(...watches.map((watch) => watch.since))
  const said = watches.find(({ reason }) => reason !== undefined)?.reason
  return { state, since, ...(said === undefined ? {} : { reason: said }) }
}

function liveSince(there: readonly WatchObject[], forbidden: readonly WatchObject[]): State {
  const since = Math.max(
    ...there.filter(({ state }) => state === 'live').map((watch) => watch.since),
  )
  if (forbidden.length === 0) return { state: 'live', since }
  // Which ones is told by `watches`, to those who may know of them.
  return { state: 'live', since, reason: 'some kinds may not be read by Argus' }
}

function probed(probe: Probe): State {
  switch (probe.type) {
    case 'asking':
      return { state: 'syncing', since: probe.since }
    case 'answered':
      return { state: 'live', since: probe.since }
    case 'unanswered':
      return { state: 'unreachable', since: probe.since, reason: probe.reason }
  }
}
