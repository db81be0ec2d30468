/** The informer and its projection, until the whole resource is in step; what is projected goes on, as to the topic log. */
import { openApiServer } from '@argus/informer/api-server'
import { runInformer } from '@argus/informer/informer'
import { systemClock } from '@argus/informer/system-clock'
import { createProjector } from '@argus/projection/project'

import { THINGS } from '../cluster/things.ts'
import { measure } from './measure.ts'
import { task } from './task.ts'

const { server, plural, count } = task
const stop = new AbortController()
const project = createProjector({
  kind: plural,
  namespaced: true,
  columns: [
    { name: 'Index', type: 'integer', priority: 0, jsonPath: '.spec.index' },
    {
      name: 'Ready',
      type: 'string',
      priority: 0,
      jsonPath: '.status.conditions[?(@.type=="Ready")].status',
    },
    { name: 'Age', type: 'date', priority: 0, jsonPath: '.metadata.creationTimestamp' },
  ],
})

await measure(async () => {
  const { url, caData, token } = server
  const api = openApiServer({ server: url, caData, token })
  const resource = { ...THINGS, resource: plural }
  const informer = runInformer({ api, resource, project, clock: systemClock, signal: stop.signal })
  // What the watcher keeps of what it has published.
  const published = new Map<string, { uid: string; hash: string }>()
  for (;;) {
    const { value: batch = [] } = await informer.next()
    for (const event of batch) {
      if (event.type === 'upsert')
        published.set(event.key, { uid: event.uid, hash: event.projection.hash })
      if (event.type !== 'synced') continue
      if (published.size !== count) throw new Error(`${published.size} of ${count} objects came`)
      return { informer, published }
    }
  }
})
