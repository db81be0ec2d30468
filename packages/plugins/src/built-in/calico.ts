import type { PluginManifest } from '@argus/contracts/plugin-manifest'

const group = 'crd.projectcalico.org'

export const calico: PluginManifest = {
  id: 'calico',
  name: 'Calico',
  description:
    'Network policies of namespaces and of the whole cluster, host endpoints and address pools.',
  docs: 'https://docs.tigera.io/calico/latest/reference/resources/',
  resources: [
    { group, resource: 'networkpolicies', kind: 'NetworkPolicy', namespaced: true },
    { group, resource: 'globalnetworkpolicies', kind: 'GlobalNetworkPolicy', namespaced: false },
    { group, resource: 'hostendpoints', kind: 'HostEndpoint', namespaced: false },
    { group, resource: 'ippools', kind: 'IPPool', namespaced: false },
  ],
}
