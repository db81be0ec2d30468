import type { PluginManifest } from '@argus/contracts/plugin-manifest'

import { date, integer, text } from './columns.ts'
import { link, linkWhen } from './links.ts'

const group = 'keda.sh'

/** How credentials are found: by this object, or by the one of the whole cluster. */
const authenticationLinks = (resource: string) => [
  linkWhen(
    'TriggerAuthentication',
    '.spec.triggers[*].authenticationRef.kind',
    link('.spec.triggers[*].authenticationRef.name', group, resource),
  ),
  linkWhen(
    'ClusterTriggerAuthentication',
    '.spec.triggers[*].authenticationRef.kind',
    link('.spec.triggers[*].authenticationRef.name', group, `cluster${resource}`),
  ),
]

/** Of KEDA's conditions Active says whether there is work, which is neither good nor bad; Fallback and Paused are. */
const health = {
  conditions: { Ready: 'good', Active: 'silent', Fallback: 'bad', Paused: 'moving' },
} as const

export const keda: PluginManifest = {
  id: 'keda',
  name: 'KEDA',
  description: 'What is scaled by events, up from nothing, and how the sources are reached.',
  docs: 'https://keda.sh/docs/latest/concepts/',
  icon: 'M4 20V14M9 20V11M14 20V8M19 20V4M4 10l5-3 5-1 5-4',
  resources: [
    {
      group,
      resource: 'scaledobjects',
      kind: 'ScaledObject',
      namespaced: true,
      columns: [
        text('HPA', '.status.hpaName'),
        date('Last active', '.status.lastActiveTime'),
        integer('Original replicas', '.status.originalReplicaCount'),
      ],
      health,
      links: [
        link('.status.hpaName', 'autoscaling', 'horizontalpodautoscalers'),
        linkWhen(
          'Deployment',
          '.spec.scaleTargetRef.kind',
          link('.spec.scaleTargetRef.name', 'apps', 'deployments'),
        ),
        linkWhen(
          'StatefulSet',
          '.spec.scaleTargetRef.kind',
          link('.spec.scaleTargetRef.name', 'apps', 'statefulsets'),
        ),
        ...authenticationLinks('triggerauthentications'),
      ],
    },
    {
      group,
      resource: 'scaledjobs',
      kind: 'ScaledJob',
      namespaced: true,
      columns: [date('Last active', '.status.lastActiveTime')],
      health,
      links: authenticationLinks('triggerauthentications'),
    },
    {
      group,
      resource: 'triggerauthentications',
      kind: 'TriggerAuthentication',
      namespaced: true,
      columns: [text('First key', '.spec.secretTargetRef[*].parameter')],
      links: [link('.spec.secretTargetRef[*].name', 'core', 'secrets')],
    },
    {
      group,
      resource: 'clustertriggerauthentications',
      kind: 'ClusterTriggerAuthentication',
      namespaced: false,
      columns: [text('First key', '.spec.secretTargetRef[*].parameter')],
    },
  ],
}
