import type { PluginManifest } from '@argus/contracts/plugin-manifest'

const group = 'monitoring.coreos.com'

export const prometheus: PluginManifest = {
  id: 'prometheus',
  name: 'Prometheus',
  description:
    'What the Prometheus operator scrapes, which alerts it evaluates, and where they go.',
  docs: 'https://prometheus-operator.dev/docs/api-reference/api/',
  resources: [
    { group, resource: 'servicemonitors', kind: 'ServiceMonitor', namespaced: true },
    { group, resource: 'podmonitors', kind: 'PodMonitor', namespaced: true },
    { group, resource: 'prometheusrules', kind: 'PrometheusRule', namespaced: true },
    { group, resource: 'alertmanagers', kind: 'Alertmanager', namespaced: true },
  ],
}
