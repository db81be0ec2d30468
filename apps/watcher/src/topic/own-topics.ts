import { INTERNAL_GROUP, resourceKey } from '@argus/contracts/topic'
import { abortable } from '@argus/informer/abortable'

import type { Bell } from '../bell.ts'
import type { Presentation } from '../cluster/description.ts'
import type { Cluster, ClusterRegistry } from '../cluster/registry.ts'
import type { Plugins } from '../plugin/plugins.ts'
import { Absence } from './absence.ts'
import { ownerOf } from './assignment.ts'
import { clearCluster } from './clear-cluster.ts'
import { followResource, type TopicContext } from './follow-resource.ts'
import { letGo, unwantedResources } from './let-go.ts'
import type { Replicas } from './replicas.ts'
import { followReport } from './report/follow-report.ts'
import { wantedResources } from './wanted.ts'

export interface OwnTopicsContext extends TopicContext {
  readonly registry: ClusterRegistry
  /** When every source of clusters was last known to have said all, in milliseconds since the epoch. */
  readonly sources: { readonly knownAt: number }
  readonly replicas: Replicas
  /** Rings when other replicas live than before. */
  readonly bell: Bell
  readonly plugins: Plugins
}

/** How often it is worked out anew which Topics are ours, where nothing rings. */
const LOOK_MS = 500
/** How long a Topic that was lost is left alone: at first, and at most. What went well for a while begins anew. */
const AGAIN_MS = 500
const AGAIN_CAP_MS = 2_000
const GOOD_MS = 10_000

/** The work on one Topic, or on what belongs together; known by the name it is assigned by. */
interface Task {
  readonly name: string
  /** `undefined` for what no cluster is needed for. */
  readonly cluster: Cluster | undefined
  /** How a resource is presented: when that changes, following it begins anew. */
  readonly presentation?: Presentation
  /** `leaving` aborts before the signal does: from then on nothing is to be taken that is not held yet. */
  run(signal: AbortSignal, leaving: AbortSignal): Promise<unknown>
}

/**
 * Does this replica's share of the work until the signal aborts: starts what falls to it, hands over what no longer
 * does, and starts again what ended. Resolves when all of it has ended.
 */
export async function runOwnTopics(context: OwnTopicsContext, signal: AbortSignal): Promise<void> {
  const { clock, directory, replicas, replica, bell, events } = context
  const running = new Map<string, Running>()
  const absence = new Absence()
  let away = false
  const refresh = async (): Promise<void> => {
    try {
      await abortable(directory.refresh(), signal)
      away = false
    } catch (error) {
      if (!away && !signal.aborted) events.topicLogAway(error)
      away = true
    }
  }
  try {
    while (!signal.aborted) {
      await refresh()
      const tasks = tasksOf(context, absence)
      const mine = tasks.filter((task) => holderOf(task, replicas) === replica)
      const names = new Map(mine.map((task) => [task.name, task]))
      for (const [name, task] of running) {
        const still = names.get(name)
        if (still === undefined) task.end(isHandedOver(task) ? 'soon' : 'now')
        else if (still.cluster !== task.cluster || still.presentation !== task.presentation)
          task.end('now')
        if (task.over) running.delete(name)
      }
      for (const task of mine) {
        if (!running.has(task.name)) running.set(task.name, start(task, context, signal))
      }
      // The loop asks the signal itself.
      await bell.orAfter(LOOK_MS, { clock, signal }).catch(() => undefined)
    }
  } finally {
    await Promise.all([...running.values()].map(({ ended }) => ended))
  }
}

/** An agent's cluster belongs whole to the replica that holds its line; while none does, it is shared out like any other. */
function holderOf({ name, cluster }: Task, { live, uplinks }: Replicas): string | undefined {
  const line = cluster?.source === 'agent' ? uplinks.get(cluster.id) : undefined
  return line !== undefined && live.includes(line.replica) ? line.replica : ownerOf(name, live)
}

/** What this replica could go on with until another one takes it: not a cluster whose agent has dialled another. */
function isHandedOver({ cluster }: Pick<Task, 'cluster'>): boolean {
  return cluster !== undefined && cluster.source !== 'agent'
}

/** Everything there is to do, by all replicas together. */
function tasksOf(context: OwnTopicsContext, absence: Absence): readonly Task[] {
  const { registry, directory, sources, clock } = context
  const { clusters } = registry
  const followed = [...clusters.values()].flatMap((cluster): Task[] => {
    const wanted = () => wantedResources(cluster, context)
    const now = wanted()
    return [
      {
        name: `${cluster.id}/${INTERNAL_GROUP}`,
        cluster,
        run: (signal, leaving) => followReport({ ...context, cluster, wanted, leaving }, signal),
      },
      ...now.map((one) => ({
        name: resourceKey(one.ref),
        cluster,
        presentation: one.presentation,
        run: (signal: AbortSignal, leaving: AbortSignal) =>
          followResource({ ...context, cluster, wanted: one, leaving }, signal),
      })),
      ...unwantedResources(cluster.id, now, context).map((one) => ({
        name: `${resourceKey(one.ref)}/unwanted`,
        cluster,
        run: (signal: AbortSignal) => letGo(one, context, signal),
      })),
    ]
  })
  const left = absence.goneOf(directory.clusters, clusters, {
    now: clock.now(),
    knownAt: sources.knownAt,
  })
  return [
    ...followed,
    ...left.map((id) => ({
      name: `${id}/left`,
      cluster: undefined,
      run: (signal: AbortSignal) => clearCluster(id, context, signal),
    })),
  ]
}

interface Running {
  readonly cluster: Cluster | undefined
  readonly presentation: Presentation | undefined
  readonly ended: Promise<void>
  readonly over: boolean
  /** Ends it; `soon`, at a random moment, where another replica takes it over and it is held. */
  end(when: 'now' | 'soon'): void
}

function start(task: Task, context: OwnTopicsContext, signal: AbortSignal): Running {
  const { clock, random, timing, events } = context
  const stop = new AbortController()
  const leave = new AbortController()
  const signals = [
    signal,
    stop.signal,
    ...(task.cluster === undefined ? [] : [task.cluster.signal]),
  ]
  const ending = AbortSignal.any(signals)
  let over = false
  const repeat = async (): Promise<void> => {
    for (let failures = 0; !ending.aborted; failures += 1) {
      const begunAt = clock.now()
      try {
        await task.run(ending, leave.signal)
        return
      } catch (error) {
        if (ending.aborted || leave.signal.aborted) return
        if (clock.now() - begunAt > GOOD_MS) failures = 0
        events.reignEnded(task.name, error, failures === 0)
      }
      const pause = Math.min(AGAIN_MS * 2 ** failures, AGAIN_CAP_MS)
      await clock.sleep(pause * (0.5 + random()), ending)
    }
  }
  const ended = repeat()
    .catch((error: unknown) => {
      if (!ending.aborted) events.bug('working on a topic', error)
    })
    .finally(() => {
      over = true
    })
  return {
    cluster: task.cluster,
    presentation: task.presentation,
    ended,
    get over() {
      return over
    },
    end(when) {
      if (leave.signal.aborted) return
      leave.abort(new Error('the Topic is assigned to another replica'))
      const wait = when === 'soon' ? random() * timing.spreadMs : 0
      clock.sleep(wait, ending).then(
        () => stop.abort(leave.signal.reason),
        () => undefined, // It has ended already.
      )
    },
  }
}
