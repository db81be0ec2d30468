import type { PluginManifest, PluginResource } from '@argus/contracts/plugin-manifest'

import { integer, text } from './columns.ts'
import { link } from './links.ts'

const group = 'monitoring.coreos.com'

/** The operator writes of each Prometheus that selects it whether it takes the configuration. */
const monitorColumns = (endpoints: string) => [
  text('Selector', '.spec.selector.matchLabels'),
  text('Port', `.spec.${endpoints}[*].port`),
  text('Interval', `.spec.${endpoints}[*].interval`),
]

/** A server with replicas of its own: `Available` may be `Degraded`, which is some but not all of them. */
const server = (
  resource: string,
  kind: string,
  links: PluginResource['links'] = [],
): PluginResource => ({
  group,
  resource,
  kind,
  namespaced: true,
  columns: [integer('Updated', '.status.updatedReplicas')],
  health: { fields: [{ path: '.spec.paused', inProgress: ['true'] }] },
  links,
})

export const prometheus: PluginManifest = {
  id: 'prometheus',
  name: 'Prometheus',
  description:
    'What the Prometheus operator scrapes, which alerts it evaluates, and where they go.',
  docs: 'https://prometheus-operator.dev/docs/api-reference/api/',
  icon: 'M12 3c.6 3.2 5 5.4 5 10.2a5 5 0 0 1-10 0c0-1.9.8-3.1 1.8-4.2.3 1.5 1 2.2 1.9 2.5C10.3 8 10.6 5 12 3ZM8 21h8',
  resources: [
    {
      group,
      resource: 'servicemonitors',
      kind: 'ServiceMonitor',
      namespaced: true,
      expected: true,
      columns: monitorColumns('endpoints'),
      links: [link('.status.bindings[*].name', group, 'prometheuses')],
    },
    {
      group,
      resource: 'podmonitors',
      kind: 'PodMonitor',
      namespaced: true,
      expected: true,
      columns: monitorColumns('podMetricsEndpoints'),
    },
    {
      group,
      resource: 'prometheusrules',
      kind: 'PrometheusRule',
      namespaced: true,
      expected: true,
      columns: [text('First group', '.spec.groups[*].name')],
    },
    {
      ...server('alertmanagers', 'Alertmanager', [
        link('.spec.alertmanagerConfiguration.name', group, 'alertmanagerconfigs'),
      ]),
      expected: true,
    },
    server('prometheuses', 'Prometheus', [
      link('.spec.alerting.alertmanagers[*].name', 'core', 'services'),
    ]),
    server('prometheusagents', 'PrometheusAgent'),
    server('thanosrulers', 'ThanosRuler'),
    {
      group,
      resource: 'probes',
      kind: 'Probe',
      namespaced: true,
      columns: [text('Prober', '.spec.prober.url'), text('Module', '.spec.module')],
    },
    {
      group,
      resource: 'scrapeconfigs',
      kind: 'ScrapeConfig',
      namespaced: true,
      columns: [text('Job', '.spec.jobName'), text('Interval', '.spec.scrapeInterval')],
    },
    {
      group,
      resource: 'alertmanagerconfigs',
      kind: 'AlertmanagerConfig',
      namespaced: true,
      columns: [text('Receiver', '.spec.route.receiver')],
    },
  ],
  summary: {
    charts: [
      {
        title: 'Kinds by state',
        of: ['prometheuses', 'prometheusagents', 'alertmanagers', 'thanosrulers'].map(
          (resource) => ({ group, resource }),
        ),
        rows: { by: 'kind' },
        columns: {
          by: 'phase',
          column: 'Available',
          phases: [
            { value: 'False', tone: 'bad' },
            { value: 'Degraded', tone: 'busy' },
            { value: 'Unknown', tone: 'strong' },
            { value: 'True', tone: 'plain' },
          ],
        },
      },
      {
        title: 'Rules by group',
        of: [{ group, resource: 'prometheusrules' }],
        rows: { by: 'value', column: 'First group' },
      },
    ],
  },
}
