import type { Item } from '@argus/contracts/gateway-frame'
import type { Grant } from '@argus/contracts/grant'
import {
  CLUSTER_COLUMNS,
  clusterTopic,
  WATCH_COLUMNS,
  watchesTopic,
} from '@argus/contracts/internal-topic'
import type { PluginManifest } from '@argus/contracts/plugin-manifest'
import type { Column, Health } from '@argus/contracts/row'
import { INTERNAL_GROUP } from '@argus/contracts/topic'

import { CERTIFICATE_SUMMARY } from './fleet-summary.ts'
import { SmallTopic } from './small-topic.ts'

/** Of whoever may do everything about Argus itself. */
export const ADMINISTRATOR: Grant = {
  role: 'admin',
  cluster: null,
  namespace: null,
  permissions: [{ apiGroup: INTERNAL_GROUP, resource: '*', verb: '*' }],
}

const MINUTE = 60_000
const DAY = 1_440 * MINUTE

interface KindParts {
  readonly group: string
  readonly resource: string
  readonly kind: string
  readonly namespaced: boolean
  readonly columns: readonly Column[]
}

const text = (name: string): Column => ({ name, type: 'string', priority: 0 })

export const CERTIFICATES: KindParts = {
  group: 'cert-manager.io',
  resource: 'certificates',
  kind: 'Certificate',
  namespaced: true,
  columns: [
    text('Ready'),
    text('Secret'),
    text('Issuer'),
    { name: 'Not after', type: 'date', priority: 0 },
  ],
}
export const ISSUERS: KindParts = {
  group: 'cert-manager.io',
  resource: 'clusterissuers',
  kind: 'ClusterIssuer',
  namespaced: false,
  columns: [text('Ready')],
}
const MONITORS: KindParts = {
  group: 'monitoring.coreos.com',
  resource: 'servicemonitors',
  kind: 'ServiceMonitor',
  namespaced: true,
  columns: [text('Job'), { name: 'Endpoints', type: 'integer', priority: 0 }],
}
const POLICIES: KindParts = {
  group: 'crd.projectcalico.org',
  resource: 'networkpolicies',
  kind: 'NetworkPolicy',
  namespaced: true,
  columns: [text('Selector'), { name: 'Order', type: 'integer', priority: 0 }],
}
const KINDS = [CERTIFICATES, ISSUERS, MONITORS, POLICIES]

export const PLUGINS: readonly PluginManifest[] = [
  plugin('prometheus', 'Prometheus', [MONITORS]),
  plugin('calico', 'Calico', [POLICIES]),
  {
    ...plugin('cert-manager', 'cert-manager', [CERTIFICATES, ISSUERS]),
    icon: 'M4 4h16v16H4Z',
    summary: CERTIFICATE_SUMMARY,
  },
]

const FLEET = ['edge-paris', 'prod-eu-1', 'prod-us-2', 'staging']

/** A fleet of a believable size: every cluster has every kind, and Argus's own Topics. */
export function fleet(now: number, clusters: readonly string[] = FLEET): SmallTopic[] {
  return clusters.flatMap((cluster, index) => {
    const topics = KINDS.map((kind) => topicOf(kind, cluster, objects(kind, index, now)))
    const objectCount = topics.reduce((sum, { items }) => sum + items.size, 0)
    return [...topics, clusterState(cluster, objectCount, now), watches(cluster, topics, now)]
  })
}

export function topicOf(kind: KindParts, cluster: string, items: readonly Item[]): SmallTopic {
  const { group, resource, kind: name, namespaced, columns } = kind
  const shape = { kind: name, namespaced, columns: [...columns] }
  return new SmallTopic({ topic: { cluster, group, version: 'v1', resource }, shape, items })
}

/** The row and the object of a certificate. */
export function certificate(key: string, now: number, state: Partial<CertificateState> = {}): Item {
  const {
    health = 'Current',
    reason = '',
    changed = now - 3 * DAY,
    daysLeft = 60,
    renewals = 1,
  } = state
  const [namespace = '', name = ''] = key.split('/')
  const status = {
    Current: 'True',
    InProgress: 'False',
    Failed: 'False',
    Terminating: 'True',
    Unknown: 'Unknown',
  }[health]
  const notAfter = now + daysLeft * DAY
  return {
    key,
    uid: `uid-${key}`,
    created: now - 212 * DAY,
    changed,
    health,
    healthSince: health === 'Current' ? null : changed,
    reason,
    owners: [],
    cells: [status, `${name}-secret`, 'letsencrypt-prod', notAfter],
    object: {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: {
        name,
        namespace,
        uid: `uid-${key}`,
        generation: 1,
        creationTimestamp: new Date(now - 212 * DAY).toISOString(),
        labels: { 'app.kubernetes.io/part-of': 'shop' },
      },
      spec: {
        secretName: `${name}-secret`,
        duration: '2160h',
        dnsNames: [`${name}.example.com`, `www.${name}.example.com`],
        issuerRef: { kind: 'ClusterIssuer', name: 'letsencrypt-prod' },
      },
      status: {
        conditions: [
          {
            type: 'Ready',
            status,
            reason: health === 'Failed' ? 'Failed' : 'Ready',
            message: reason || 'Certificate is up to date and has not expired',
            lastTransitionTime: new Date(changed).toISOString(),
            observedGeneration: 1,
          },
          {
            type: 'Issuing',
            status: health === 'InProgress' ? 'True' : 'False',
            reason: 'Renewing',
            message: '',
            lastTransitionTime: new Date(changed).toISOString(),
          },
        ],
        notAfter: new Date(notAfter).toISOString(),
        revision: renewals,
      },
    },
  }
}

interface CertificateState {
  readonly health: Health
  readonly reason: string
  readonly changed: number
  readonly daysLeft: number
  readonly renewals: number
}

const NAMES = [
  'checkout',
  'payments',
  'search',
  'catalog',
  'images',
  'orders',
  'accounts',
  'ledger',
  'mail-relay',
  'grafana',
  'keycloak',
  'registry',
  'promo',
  'sensors',
  'gateway',
  'reports',
  'wiki',
  'vault',
  'builds',
  'chat',
]
const SPACES = ['shop', 'payments', 'platform', 'media', 'edge']

function objects(kind: KindParts, cluster: number, now: number): Item[] {
  const count =
    { certificates: 58, clusterissuers: 3, servicemonitors: 34, networkpolicies: 41 }[
      kind.resource
    ] ?? 10
  return Array.from({ length: count - cluster * (kind.namespaced ? 4 : 0) }, (_, index) =>
    item(kind, { index, cluster, now }),
  )
}

function item(
  kind: KindParts,
  { index, cluster, now }: { index: number; cluster: number; now: number },
): Item {
  const name = `${NAMES[index % NAMES.length]}${index < NAMES.length ? '' : `-${Math.floor(index / NAMES.length) + 1}`}`
  const key = kind.namespaced ? `${SPACES[index % SPACES.length]}/${name}-tls` : `/${name}`
  const changed = now - ((index * 37 + cluster * 11) % 900) * MINUTE - 40_000
  const mood = moodOf(index + cluster * 3)
  const base = certificate(key, now, { ...mood, changed, daysLeft: 7 + ((index * 13) % 80) })
  if (kind.resource === 'certificates') return base
  const cells =
    {
      clusterissuers: ['True'],
      servicemonitors: [name, 1 + (index % 3)],
      networkpolicies: [`app == '${name}'`, index * 10],
    }[kind.resource] ?? []
  const calm =
    kind.resource === 'networkpolicies'
      ? { health: 'Unknown' as const, reason: '', healthSince: null }
      : {}
  return { ...base, ...calm, cells }
}

function moodOf(seed: number): { health: Health; reason: string } {
  if (seed % 17 === 3)
    return {
      health: 'Failed',
      reason: 'Order failed: DNS-01 challenge for the domain was not answered within 60 s',
    }
  if (seed % 11 === 5)
    return { health: 'InProgress', reason: 'Issuing certificate as Secret does not exist' }
  if (seed % 29 === 7)
    return { health: 'Terminating', reason: 'Waits for finalizer.acme.cert-manager.io' }
  return { health: 'Current', reason: '' }
}

export function clusterState(cluster: string, objectCount: number, now: number): SmallTopic {
  const item = reportItem(`/${cluster}`, ['live', 'v1.34.2', 4, 4, objectCount, now - 3 * DAY], now)
  const shape = {
    kind: 'Cluster',
    namespaced: false,
    columns: CLUSTER_COLUMNS.map((column) => ({ ...column })),
  }
  return new SmallTopic({
    topic: clusterTopic(cluster),
    shape,
    items: [item],
  })
}

export function watches(cluster: string, topics: readonly SmallTopic[], now: number): SmallTopic {
  const items = topics.map(({ topic: { group, resource }, shape: { kind }, items: { size } }) =>
    reportItem(`/${group}.${resource}`, [kind, 'live', now - DAY, size, 12, 0, 'watcher-1'], now),
  )
  const shape = {
    kind: 'Watch',
    namespaced: false,
    columns: WATCH_COLUMNS.map((column) => ({ ...column })),
  }
  return new SmallTopic({ topic: watchesTopic(cluster), shape, items })
}

function reportItem(key: string, cells: Item['cells'], now: number): Item {
  return {
    key,
    uid: key,
    created: now,
    changed: now,
    health: 'Current',
    healthSince: null,
    reason: '',
    owners: [],
    cells,
  }
}

function plugin(id: string, name: string, kinds: readonly KindParts[]): PluginManifest {
  const resources = kinds.map(({ group, resource, kind, namespaced }) => ({
    group,
    resource,
    kind,
    namespaced,
  }))
  return { id, name, description: name, docs: 'https://example.com/', resources }
}
