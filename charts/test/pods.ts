import { z } from 'zod'

import type { KubeObject } from '../src/chart.ts'

const podSpec = z.looseObject({
  automountServiceAccountToken: z.boolean().optional(),
  serviceAccountName: z.string().optional(),
  securityContext: z.looseObject({}),
  volumes: z.array(z.looseObject({ name: z.string() })).default([]),
  containers: z.array(
    z.looseObject({
      name: z.string(),
      image: z.string(),
      securityContext: z.looseObject({}),
      env: z.array(z.looseObject({ name: z.string() })).default([]),
    }),
  ),
})

const withPods = z.object({
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: podSpec,
    }),
  }),
})

/** The pods that an object of ours makes. */
export interface Pods {
  readonly name: string
  readonly component: string
  readonly spec: z.infer<typeof podSpec>
}

/** Of each object that makes pods, what they are. */
export function podsOf(objects: readonly KubeObject[]): readonly Pods[] {
  return objects
    .filter(({ kind }) =>
      ['Deployment', 'StatefulSet', 'Job', 'DaemonSet', 'CronJob'].includes(kind),
    )
    .map((object) => {
      const { metadata, spec } = withPods.parse(object).spec.template
      const component = metadata.labels['app.kubernetes.io/component'] ?? ''
      return { name: `${object.kind} ${object.metadata.name}`, component, spec }
    })
}
