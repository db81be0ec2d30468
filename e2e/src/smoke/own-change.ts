import { randomBytes } from 'node:crypto'
import { CORE_GROUP } from '@argus/contracts/topic'

import { openConfigMaps } from './config-maps.ts'
import type { SmokeOptions } from './options.ts'
import type { Sockets } from './sockets.ts'

/** Writes a ConfigMap and takes it away again, and waits for both on the socket. Answers where, and how long each took. */
export async function ownChange(
  { kubeconfig, namespace }: NonNullable<SmokeOptions['writing']>,
  sockets: Sockets,
): Promise<string> {
  const name = `argus-smoke-${randomBytes(4).toString('hex')}`
  const request = {
    topic: { cluster: '*', group: CORE_GROUP, resource: 'configmaps' },
    name,
    shape: 'row',
  } as const
  using configMaps = openConfigMaps(kubeconfig, namespace)
  // Nothing of it is there yet: what is live now follows whatever comes.
  await sockets.first(request, (event) =>
    (event.type === 'joined' || event.type === 'status') && event.status.state === 'live'
      ? true
      : undefined,
  )
  // One subscription for both: another one could begin after it is gone, and hear of nothing.
  const came = Promise.withResolvers<{ readonly cluster: string; readonly at: number }>()
  let isThere = false
  const left = sockets.first(request, (event) => {
    if (event.type !== 'changed') return undefined
    const types = event.changes.map(({ type }) => type)
    if (isThere) return types.includes('gone') ? performance.now() : undefined
    if (types.every((type) => type === 'gone')) return undefined
    isThere = true
    came.resolve({ cluster: event.topic.cluster, at: performance.now() })
    return undefined
  })
  left.catch(came.reject) // whoever waits for its coming hears why nothing comes
  const written = performance.now()
  await configMaps.create(name)
  try {
    const { cluster, at } = await came.promise
    const removed = performance.now()
    await configMaps.remove(name)
    const gone = await left
    const ms = (from: number, to: number): string => `${Math.round(to - from)} ms`
    return `ConfigMap ${namespace}/${name} of ${cluster} came after ${ms(written, at)} and went after ${ms(removed, gone)}`
  } catch (error) {
    await configMaps.remove(name).catch(() => undefined) // What was found first is what is told.
    throw error
  }
}
