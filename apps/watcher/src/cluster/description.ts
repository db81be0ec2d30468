import type { PluginColumn, PluginResource } from '@argus/contracts/plugin-manifest'
import type { TopicShape } from '@argus/contracts/record'
import type { ResourceRef } from '@argus/contracts/topic'
import type { ObjectForm } from '@argus/informer/accept'
import { readPrinterColumns } from '@argus/projection/printer-column'
import { topicShape, type ProjectorShape } from '@argus/projection/topic-shape'

import type { Clock } from '../clock.ts'
import type { Cluster } from './registry.ts'
import type { Secrecy } from '@argus/projection/secrecy'

/** What a cluster says of a resource, and which generation of its definition that was. */
export type Description = (
  | {
      readonly type: 'served'
      readonly version: string
      readonly form: ObjectForm
      readonly shortNames: readonly string[]
      readonly projector: ProjectorShape
      readonly shape: TopicShape
      /** Why columns of the definition are not shown. */
      readonly refusedColumns: readonly string[]
    }
  | { readonly type: 'absent'; readonly reason?: string | undefined }
  | { readonly type: 'forbidden' | 'unreachable'; readonly reason: string }
) & { readonly generation: number; readonly backs: number }

export interface DescriptionContext {
  readonly cluster: Cluster
  readonly ref: ResourceRef
  readonly secrecy: Secrecy
  /** How its plugin presents it. */
  readonly presentation: Presentation
  readonly clock: Clock
  readonly random: () => number
}

/** What a plugin shows of a resource beside what its definition says. */
export type Presentation = Pick<PluginResource, 'columns' | 'health'>

/** Asks the cluster for a resource; throws only the signal's reason. */
export async function describeResource(
  { cluster, ref, presentation, secrecy }: DescriptionContext,
  signal: AbortSignal,
): Promise<Description> {
  const { backs } = cluster.definitions
  const generation = cluster.definitions.generation(ref)
  const asked = { generation, backs }
  if (secrecy.type === 'closed') return { type: 'forbidden', reason: secrecy.reason, ...asked }
  const found = await cluster.reach.discover(ref, signal)
  if (found.type !== 'served') return { ...found, ...asked }
  const { version, kind, namespaced, shortNames } = found
  const { columns: more = [], health } = presentation
  const { columns, refused } = readPrinterColumns(withMore(found.columns, more))
  const projector = { kind, namespaced, columns, ...(health !== undefined && { health }) }
  const shape = topicShape(projector)
  return {
    type: 'served',
    version,
    form: secrecy.form,
    shortNames,
    projector,
    shape,
    refusedColumns: refused,
    ...asked,
  }
}

/** The columns of the definition, then those of the plugin; of two with one name the definition's is shown. */
function withMore<C extends { readonly name: string }>(
  columns: readonly C[],
  more: readonly PluginColumn[],
): readonly (C | PluginColumn)[] {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()))
  return [...columns, ...more.filter(({ name }) => !taken.has(name.toLowerCase()))]
}

/**
 * Waits until the cluster describes the resource differently, and answers that: asks when its definition changed, and
 * else from time to time. Rejects with the signal's reason.
 */
export async function nextDescription(
  current: Description,
  context: DescriptionContext,
  signal: AbortSignal,
): Promise<Description> {
  const { cluster, ref, clock, random } = context
  let { generation, backs } = current
  for (let asked = 0; ; asked += 1) {
    const over = new AbortController()
    const either = AbortSignal.any([signal, over.signal])
    const pause = pauseAfter(current.type, asked) * (1 + random())
    try {
      await Promise.race([
        cluster.definitions.changed(ref, generation, either),
        // What is served has a line of its own, which knows better.
        ...(current.type === 'served' ? [] : [cluster.definitions.isBack(backs, either)]),
        clock.sleep(pause, either),
      ])
    } finally {
      over.abort()
    }
    if (cluster.definitions.generation(ref) !== generation || cluster.definitions.backs !== backs)
      asked = 0
    const next = await describeResource(context, signal)
    ;({ generation, backs } = next)
    if (!differs(current, next)) continue
    if (current.type !== 'served' || next.type !== 'absent') return next
    if (await isStillAbsent(context, signal)) return next
  }
}

/** A resource that seems gone is asked for once more: by this its objects are taken from every reader. */
async function isStillAbsent(context: DescriptionContext, signal: AbortSignal): Promise<boolean> {
  await context.clock.sleep(CONFIRM_MS, signal)
  return (await describeResource(context, signal)).type === 'absent'
}

function differs(current: Description, next: Description): boolean {
  switch (next.type) {
    case 'served':
      return (
        current.type !== 'served' ||
        current.version !== next.version ||
        current.shape.hash !== next.shape.hash
      )
    case 'absent':
      return current.type !== 'absent' || current.reason !== next.reason
    case 'forbidden':
    case 'unreachable':
      // Of what is served its informer knows better how it stands.
      if (current.type === 'served') return false
      return current.type !== next.type || current.reason !== next.reason
  }
}

/**
 * How long until a cluster is asked again where nothing told of a change, in milliseconds, up to twice as long at
 * random. What is not served is told of by its definition; the clock is for resources that have none.
 */
function pauseAfter(type: Description['type'], asked: number): number {
  if (type === 'served') return 120_000
  const least = 1_000 * 2 ** Math.min(asked, 10)
  return Math.min(least, type === 'unreachable' ? 8_000 : 15_000)
}

const CONFIRM_MS = 1_000
