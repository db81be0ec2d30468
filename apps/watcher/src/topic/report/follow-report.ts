import type { ClusterFinding } from '@argus/contracts/cluster-diagnosis'
import { clusterTopic, watchesTopic } from '@argus/contracts/internal-topic'
import type { TopicShape } from '@argus/contracts/record'
import { abortable } from '@argus/informer/abortable'

import { probeCluster, type Probe } from '../../cluster/probe.ts'
import type { Cluster } from '../../cluster/registry.ts'
import { difference } from '../../publish/diff.ts'
import type { TopicContext } from '../follow-resource.ts'
import { reign, type Reign } from '../reign.ts'
import type { WantedResource } from '../wanted.ts'
import { clusterObject } from './cluster-object.ts'
import { readWatches } from './read-watches.ts'
import { noteFindings } from './note-findings.ts'
import {
  CLUSTER_SHAPE,
  clusterRecord,
  WATCH_SHAPE,
  watchRecord,
  type ReportRecord,
} from './report-record.ts'

const REPORT_MS = 1_000

interface ReportContext extends TopicContext {
  readonly cluster: Cluster
  /** What is followed now: definitions come and go. */
  readonly wanted: () => readonly WantedResource[]
}

/**
 * Publishes what Argus itself knows of a cluster, as Topics like any other, until the signal aborts: its own row, and
 * one for each followed resource, worked out every second from what the owners of the Topics say there. The
 * directory's entry of the cluster is kept by the same replica.
 */
export async function followReport(context: ReportContext, signal: AbortSignal): Promise<never> {
  const { cluster, clock, directory } = context
  await abortable(directory.ready, signal)
  const since = clock.now()
  let probe: Probe = { type: 'asking', since }
  const end = new AbortController()
  const both = AbortSignal.any([signal, end.signal])
  let findings: readonly ClusterFinding[] | undefined
  const tell = (found: readonly ClusterFinding[]): void => {
    findings = found
  }
  const told = (answer: Probe): void => {
    const reached = answer.type === 'answered' && probe.type !== 'answered'
    probe = answer
    if (reached) void noteFindings(cluster, { events: context.events, signal: both, tell })
  }
  const probing = probeCluster(cluster.reach, told, { clock, signal: both })
  probing.catch(() => undefined) // It ends with its signal alone.
  const inOffice = { ...context, signal: both }
  try {
    return await reign(clusterTopic(cluster.id), inOffice, (clusters) =>
      reign(watchesTopic(cluster.id), { ...inOffice, signal: clusters.signal }, async (watches) => {
        await begin(clusters, CLUSTER_SHAPE, context)
        await begin(watches, WATCH_SHAPE, context)
        for (;;) {
          await report({ clusters, watches }, { ...context, since, probe, findings })
          await clock.sleep(REPORT_MS, watches.signal)
        }
      }),
    )
  } finally {
    context.events.clusterState(cluster.id, undefined)
    end.abort(new Error('the report of the cluster has ended'))
  }
}

async function begin(
  { publisher, lease, shape, status }: Reign,
  wanted: TopicShape,
  { log, clock }: ReportContext,
): Promise<void> {
  if (shape?.hash !== wanted.hash) await publisher.after(() => log.setShape(lease, wanted))
  if (status.state === 'live') return
  await publisher.after(() => log.setStatus(lease, { state: 'live', since: clock.now() }))
}

/** What the cluster itself has told. */
interface Told {
  readonly since: number
  readonly probe: Probe
  readonly findings: readonly ClusterFinding[] | undefined
}

async function report(
  { clusters, watches }: { readonly clusters: Reign; readonly watches: Reign },
  context: ReportContext & Told,
): Promise<void> {
  const { cluster, wanted, directory, clock, since, probe, findings, events } = context
  const { id, name, labels } = cluster
  const objects = await readWatches(wanted(), context, since)
  const state = clusterObject(name, objects, probe)
  const whole = findings === undefined ? state : { ...state, findings: [...findings] }
  await publish(watches, objects.map(watchRecord), clock.now())
  await publish(clusters, [clusterRecord(id, whole, labels)], clock.now())
  await directory.putCluster(id, { name, labels: { ...labels }, state: whole.state })
  // Who lost the report meanwhile speaks for the cluster no more.
  if (!watches.signal.aborted) events.clusterState(id, whole.state)
}

async function publish(
  { publisher, published }: Reign,
  records: readonly ReportRecord[],
  time: number,
): Promise<void> {
  const present = new Map(records.map((record) => [record.key, record]))
  const { upserts, gone } = difference(published, present)
  const changes = [
    ...upserts.map(({ change }) => change),
    ...gone.map((key) => ({ type: 'delete', key }) as const),
  ]
  await publisher.publish(changes, time)
  for (const { key, uid, hash } of upserts) published.set(key, { uid, hash })
  for (const key of gone) published.delete(key)
}
