import { createdAnswerSchema } from '@argus/contracts/http/clusters'
import { until } from '@argus/testkit/until'

import { type Mirror, openMirror } from '../mirror.ts'
import { callApi, logIn } from '../session.ts'
import { CHANGED, CHANGES_NAMESPACE, startChanges, truthOf } from './changes.ts'
import { NOW } from './images.ts'
import type { Kubectl } from './kubectl.ts'
import { AGENT, type Helm, installAgent, NAMESPACE, uninstallAgent } from './release.ts'
import { openTlsDoor } from './tls-door.ts'
import type { Installed } from './under-changes.ts'
import { addressOnNode } from './values.ts'

/** The same cluster once more, as one that nobody can reach. */
const CLUSTER = 'plant'
const AUTHORITY = 'console-authority'
const WHOLE_WITHIN_MS = 60_000

/**
 * Registers a cluster that only its agent brings, installs the agent, and sees that a reader holds what the cluster holds, through
 * changes and through the end of the agent's pod, whose next one has nothing but the key in its Secret.
 */
export async function bringsByAgent(installed: Installed, helm: Helm): Promise<string> {
  const { kubectl, consoleUrl, login } = installed
  const node = await addressOnNode(kubectl)
  await using door = await openTlsDoor(node, node)
  const token = await registered(installed)
  await kubectl(...IN, 'create', 'configmap', AUTHORITY, `--from-literal=ca.crt=${door.authority}`)
  await installAgent(helm, {
    url: `https://${door.host}:${door.port}`,
    image: { tag: NOW },
    registration: { token },
    ca: { configMap: AUTHORITY },
    resources: { requests: { cpu: '20m', memory: '128Mi' } },
    networkPolicy: { ports: [443, 6443, door.port] },
  })
  await using mirror = await openMirror({
    socketUrl: `${consoleUrl.replace('http', 'ws')}/ws`,
    authUrl: consoleUrl,
    login,
    request: {
      topic: { cluster: CLUSTER, group: CHANGED.group, resource: CHANGED.resource },
      namespaces: [CHANGES_NAMESPACE],
      shape: 'object',
    },
  })
  const changes = await startChanges(kubectl)
  await until(() => Object.keys(mirror.states()).length > 20, {
    timeoutMs: WHOLE_WITHIN_MS,
    what: 'the agent to bring objects',
  })
  await kubectl(...IN, 'delete', 'pods', '--selector', `app.kubernetes.io/instance=${AGENT}`)
  await kubectl(...IN, 'rollout', 'status', 'deployment', AGENT, '--timeout=60s')
  const changed = await changes.stop()
  await isWhole(kubectl, mirror)
  await uninstallAgent(helm)
  await kubectl(...IN, 'delete', 'configmap', AUTHORITY)
  return `${CLUSTER} is brought by its agent; of ${changed} changes none is missing, the end of its pod among them`
}

const IN = ['--namespace', NAMESPACE]

/** Answers the token that its agent registers with. */
async function registered({ consoleUrl, login }: Installed): Promise<string> {
  const tokens = await logIn(consoleUrl, login)
  const body = { id: CLUSTER, agent: true }
  const call = { method: 'POST', path: '/api/clusters', body }
  const { registration } = createdAnswerSchema.parse(await callApi(consoleUrl, tokens, call))
  if (registration === undefined) throw new Error('there is no registration token')
  return registration.token
}

async function isWhole(kubectl: Kubectl, mirror: Mirror): Promise<void> {
  const truth = JSON.stringify(await truthOf(kubectl, CLUSTER))
  await until(() => JSON.stringify(mirror.states()) === truth, {
    timeoutMs: WHOLE_WITHIN_MS,
    what: `the reader to hold what the cluster holds: ${truth}, and not ${JSON.stringify(mirror.states())}`,
  })
}
