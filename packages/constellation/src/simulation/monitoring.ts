import { type Application, labelsOf } from './application.ts'
import { make } from './kinds.ts'
import type { SimulatedObject } from './simulated-cluster.ts'
import { type Scene, conditions } from './story.ts'

/** What scrapes an application's services. */
export function serviceMonitor(app: Application, { random, now }: Scene): SimulatedObject {
  const { name, namespace } = app
  const targets = random.integer(2, 6)
  return make('ServiceMonitor', {
    metadata: {
      name,
      namespace,
      labels: labelsOf(app, `1.${random.integer(0, 9)}.${random.integer(0, 20)}`),
    },
    spec: {
      jobLabel: 'app.kubernetes.io/name',
      selector: { matchLabels: { 'app.kubernetes.io/name': name } },
      endpoints: [{ port: 'metrics', interval: '30s', path: '/metrics', scheme: 'http' }],
    },
    status: targetStatus(now(), { targets, up: targets }),
  })
}

/** What scrapes pods that stand behind no service. */
export function podMonitor(app: Application, { random, now }: Scene): SimulatedObject {
  const { name, namespace } = app
  const targets = random.integer(1, 4)
  return make('PodMonitor', {
    metadata: { name: `${name}-pods`, namespace, labels: labelsOf(app) },
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/name': name } },
      podMetricsEndpoints: [{ port: 'metrics', interval: '15s' }],
    },
    status: targetStatus(now(), { targets, up: targets }),
  })
}

/** How many targets answer, and the condition that follows from it. */
export function targetStatus(
  at: number,
  { targets, up }: { readonly targets: number; readonly up: number },
): Readonly<Record<string, unknown>> {
  const down = targets - up
  const ready =
    down === 0
      ? ({
          type: 'Ready',
          status: 'True',
          reason: 'ScrapeSucceeded',
          message: 'All targets answer',
        } as const)
      : ({
          type: 'Ready',
          status: 'False',
          reason: 'ScrapeFailed',
          message: `${down} of ${targets} targets do not answer: connection refused`,
        } as const)
  return { targets, up, ...conditions(at, ready) }
}

/** The alerts of an application. */
export function prometheusRule(app: Application, { random, now }: Scene): SimulatedObject {
  const { name, namespace } = app
  return make('PrometheusRule', {
    metadata: {
      name: `${name}-alerts`,
      namespace,
      labels: { ...labelsOf(app), role: 'alert-rules' },
    },
    spec: {
      groups: [
        {
          name: `${name}.availability`,
          rules: [
            rule(`${camel(name)}ErrorRate`, {
              expr: `rate(http_requests_total{app="${name}",code=~"5.."}[5m]) > 0.0${random.integer(1, 9)}`,
              summary: `${name} answers with errors`,
            }),
            rule(`${camel(name)}Latency`, {
              expr: `histogram_quantile(0.99, rate(http_request_duration_seconds_bucket{app="${name}"}[5m])) > ${random.integer(1, 4)}`,
              summary: `${name} is slow`,
            }),
          ],
        },
      ],
    },
    status: ruleStatus(now(), 'True'),
  })
}

/** One alert. */
export function rule(
  alert: string,
  { expr, summary }: { readonly expr: string; readonly summary: string },
): Readonly<Record<string, unknown>> {
  return { alert, expr, for: '5m', labels: { severity: 'warning' }, annotations: { summary } }
}

/** Whether Prometheus took the rules. */
export function ruleStatus(
  at: number,
  accepted: 'True' | 'False',
): Readonly<Record<string, unknown>> {
  const verdict =
    accepted === 'True'
      ? { type: 'Accepted', status: accepted, reason: 'Valid', message: '' }
      : {
          type: 'Accepted',
          status: accepted,
          reason: 'InvalidConfiguration',
          message: 'group 0, rule 1: could not parse expression: unexpected end of input',
        }
  const prometheus = {
    group: 'monitoring.coreos.com',
    resource: 'prometheuses',
    namespace: 'monitoring',
    name: 'main',
  }
  return { bindings: [{ ...prometheus, ...conditions(at, verdict) }] }
}

/** Who sends the alerts on. */
export function alertmanager(name: string, namespace: string, scene: Scene): SimulatedObject {
  const replicas = 3
  return make('Alertmanager', {
    metadata: {
      name,
      namespace,
      labels: { 'app.kubernetes.io/name': 'alertmanager', team: `team-${namespace}` },
    },
    spec: { version: `v0.${scene.random.integer(27, 29)}.0`, replicas, retention: '120h' },
    status: alertmanagerStatus(scene.now(), { replicas, available: replicas }),
  })
}

/** How many replicas are there, and the conditions that follow from it. */
export function alertmanagerStatus(
  at: number,
  { replicas, available }: { readonly replicas: number; readonly available: number },
): Readonly<Record<string, unknown>> {
  const all = available === replicas
  return {
    paused: false,
    replicas,
    availableReplicas: available,
    ...conditions(
      at,
      { type: 'Reconciled', status: 'True', reason: '', message: '' },
      {
        type: 'Available',
        status: all ? 'True' : 'False',
        reason: all ? '' : 'RolloutInProgress',
        message: all ? '' : `${available} of ${replicas} replicas are available`,
      },
    ),
  }
}

function camel(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
