import { until } from '@argus/testkit/until'
import { z } from 'zod'

import { type Kubectl, readAs } from './kubectl.ts'
import { NAMESPACE, RELEASE } from './release.ts'

const COMPONENT = 'app.kubernetes.io/component'

const pods = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        labels: z.record(z.string(), z.string()),
        deletionTimestamp: z.string().optional(),
      }),
      spec: z.object({ containers: z.array(z.object({ image: z.string() })) }),
      status: z.object({
        phase: z.string(),
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
        containerStatuses: z.array(z.object({ restartCount: z.int() })).default([]),
      }),
    }),
  ),
})

/** A pod of the release that is not on its way out. */
export interface Pod {
  readonly name: string
  readonly component: string
  readonly images: readonly string[]
  readonly phase: string
  readonly ready: boolean
  readonly restarts: number
}

export async function podsOf(kubectl: Kubectl): Promise<readonly Pod[]> {
  const { items } = await readAs(kubectl, pods, '--namespace', NAMESPACE, 'get', 'pods')
  return items
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata, spec, status }) => ({
      name: metadata.name,
      component: metadata.labels[COMPONENT] ?? metadata.name,
      images: spec.containers.map(({ image }) => image),
      phase: status.phase,
      ready: status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
      restarts: status.containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
    }))
}

/**
 * Waits until every pod is ready and all of ours are of the tag: an autoscaler adds one whenever it likes, also right after
 * helm has seen all of them ready. Answers how many there are, and what was started again; throws what is still wrong.
 * Jobs end.
 */
export async function allReady(kubectl: Kubectl, tag: string): Promise<string> {
  let running: readonly Pod[] = []
  let wrong = ''
  await until(
    async () => {
      running = (await podsOf(kubectl)).filter(({ phase }) => phase !== 'Succeeded')
      wrong = faultOf(running, tag)
      return wrong === ''
    },
    { timeoutMs: READY_WITHIN_MS, what: 'all pods to be ready' },
  ).catch((error: unknown) => {
    throw new Error(wrong, { cause: error })
  })
  const again = running.filter(({ restarts }) => restarts > 0)
  const restarted = again.map(({ name, restarts }) => `${name} ${restarts}`).join(', ')
  return `${running.length} pods ready, ${oursOf(running).length} of ours at ${tag}; started again: ${restarted || 'none'}`
}

const READY_WITHIN_MS = 90_000

/** Empty where all are ready, and ours are of the tag. */
function faultOf(running: readonly Pod[], tag: string): string {
  const waiting = running.filter(({ ready }) => !ready).map(({ name, phase }) => `${name} ${phase}`)
  if (waiting.length > 0 || running.length === 0)
    return `not ready: ${waiting.join(', ') || 'no pod is there'}`
  const ours = oursOf(running)
  const others = ours.filter((image) => !image.endsWith(`:${tag}`))
  return ours.length > 0 && others.length === 0
    ? ''
    : `not of ${tag}: ${others.join(', ') || 'there are none of ours'}`
}

function oursOf(running: readonly Pod[]): readonly string[] {
  return running.flatMap(({ images }) => images).filter((image) => image.startsWith('argus/'))
}

/** What a person looks at first when it does not work. */
export async function describe(kubectl: Kubectl): Promise<string> {
  const at = ['--namespace', NAMESPACE]
  const table = await kubectl(...at, 'get', 'pods,jobs,horizontalpodautoscalers', '--output=wide')
  const events = await kubectl(...at, 'get', 'events', '--sort-by=.lastTimestamp')
  const last = ['--tail=5', '--all-containers', '--prefix', '--max-log-requests=20']
  const logs = await kubectl(
    ...at,
    'logs',
    '--selector',
    `app.kubernetes.io/instance=${RELEASE}`,
    ...last,
  )
  return [table, events.split('\n').slice(-25).join('\n'), logs].join('\n\n')
}
