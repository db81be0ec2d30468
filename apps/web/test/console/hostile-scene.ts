import type { AuditLogEntry } from '@argus/contracts/http/audit-log'

import { ADMINISTRATOR, PLUGINS } from '../fleet.ts'
import { ALL, hostileCluster, hostileEvents, LINK, LONG, MARKUP, TURNED } from '../hostile.ts'
import { ME_ID, type SmallArgus } from '../small-argus.ts'
import { agentClusterAnswer, clusterAnswer, connected, PODS } from '../small-clusters.ts'
import { smallUser, type SmallUser } from '../small-people.ts'
import type { SmallTopic } from '../small-topic.ts'
import type { Scene } from './places.ts'
import { ALL_OF_ARGUS, PAYMENTS, permissions } from './roles-scene.ts'

/** What every page of the console is opened for, in clusters and among people that lie. */
export const HOSTILE_SCENE: Scene = {
  cluster: 'prod',
  other: 'staging',
  namespace: TURNED + MARKUP,
  name: LONG,
  user: { id: ME_ID, name: 'Mallory' },
  role: { id: PAYMENTS, name: 'lying-role' },
}
const AT = '2026-11-27T12:00:00.000Z'

/** Makes everything that anybody can name or say hostile: clusters, people, roles, sessions, keys, what happened. Answers with the list of the cluster `prod`. */
export function setUpHostile(argus: SmallArgus): SmallTopic {
  argus.plugins = PLUGINS.map((plugin) =>
    plugin.id === 'cert-manager'
      ? plugin
      : { ...plugin, name: `${TURNED}${MARKUP}`.slice(0, 64), description: ALL.slice(0, 512) },
  )
  argus.email = `${TURNED}${MARKUP}@example.com`
  const now = Date.now()
  const [list, ...others] = hostileCluster('prod', now)
  if (list === undefined) throw new Error('a cluster without a list')
  argus.topics.push(list, ...others, ...hostileCluster('staging', now))
  argus.topics.push(hostileEvents('prod', now))
  clusters(argus)
  people(argus)
  const asked = encodeURIComponent(ALL)
  argus.settings = {
    views: [
      { name: `view ${TURNED}${MARKUP}`.slice(0, 60), href: `/explore?q=${asked}` },
      { name: 'leads to a script', href: LINK },
      { name: 'leads away', href: '//example.com/' },
    ],
  }
  return list
}

function clusters({ clusters: registry }: SmallArgus): void {
  const named = (id: string) => ({ name: `${id} ${ALL}`, labels: { [ALL]: ALL, [LONG]: LONG } })
  registry.clusters = [
    clusterAnswer('prod', { ...named('prod'), server: LINK }),
    agentClusterAnswer('staging', { ...named('staging'), agent: connected({ version: ALL }) }),
  ]
  registry.watches = [
    {
      group: 'cert-manager.io',
      version: ALL,
      resource: 'certificates',
      kind: `Certificate ${ALL}`,
      state: 'forbidden',
      since: Date.now(),
      objects: 5,
      reason: ALL,
      advice: ALL,
      relists: 0,
      replica: `watcher-1 ${ALL}`,
    },
  ]
  registry.resources = [
    PODS,
    {
      group: `lies.example.com ${ALL}`,
      version: ALL,
      resource: LONG,
      kind: ALL,
      namespaced: true,
      shortNames: [ALL, LONG],
      versions: [ALL],
      followed: false,
    },
  ]
  registry.diagnosis = {
    type: 'ok',
    version: ALL,
    findings: [{ type: 'cluster_admin', happened: ALL, why: ALL, advice: LONG }],
  }
}

function people(argus: SmallArgus): void {
  const { people: users, roles, audit, account } = argus
  argus.grants = [ADMINISTRATOR]
  const mallory: SmallUser = smallUser({
    id: ME_ID,
    email: `${TURNED}${MARKUP}@example.com`,
    displayName: `Mallory ${ALL}`,
    sessions: [session()],
    keys: [key()],
  })
  const long = smallUser({ email: `${LONG}@example.com`, displayName: LONG })
  users.users = [mallory, long]
  roles.people = users.users.map(({ id, email }) => ({ id, email }))
  const role = roles.make(
    `lying-role ${ALL}`,
    [...permissions('cert-manager.io', 'certificates'), ...permissions(ALL, LONG), ...ALL_OF_ARGUS],
    { id: PAYMENTS },
  )
  roles.give(role, mallory.id)
  roles.give(role, long.id, { cluster: `prod ${ALL}`, namespace: `${TURNED}${MARKUP}` })
  account.sessions = [session()]
  account.keys = [key()]
  audit.entries = [entry(2, 'role.changed'), entry(1, ALL)]
}

function session() {
  const times = { createdAt: AT, lastSeenAt: AT, authTime: AT, idleExpiresAt: AT, expiresAt: AT }
  const id = crypto.randomUUID()
  return { id, ...times, ip: ALL, userAgent: `Mozilla/5.0 ${ALL}`, amr: [ALL], current: false }
}

function key() {
  const roles = [{ role: ALL, cluster: ALL, namespace: LONG }]
  const times = { createdAt: AT, expiresAt: AT, revokedAt: null, lastUsedAt: AT }
  return { id: crypto.randomUUID(), name: ALL, prefix: 'abcd1234', roles, ...times }
}

function entry(id: number, action: string): AuditLogEntry {
  return {
    id,
    at: AT,
    action,
    outcome: 'refused',
    resource: ALL,
    target: ALL,
    cluster: ALL,
    actor: { id: ME_ID, email: `${TURNED}${MARKUP}@example.com` },
    sessionId: crypto.randomUUID(),
    ip: ALL,
    requestId: ALL,
    details: { [ALL]: ALL, long: LONG, deep: { [MARKUP]: [LINK, ALL] } },
  }
}
