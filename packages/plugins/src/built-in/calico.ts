import type { PluginManifest, PluginResource } from '@argus/contracts/plugin-manifest'

import { flag, integer, number, text } from './columns.ts'
import { link } from './links.ts'

/** What Calico keeps its resources in where an API server of its own stands before them. */
const CRD = 'crd.projectcalico.org'
/** What people write: served by that API server, or as definitions of its own where there is none. */
const API = 'projectcalico.org'

const policyColumns = [
  text('Tier', '.spec.tier'),
  number('Order', '.spec.order'),
  text('Selector', '.spec.selector'),
  text('Types', '.spec.types'),
]

const inTier = (group: string) => [link('.spec.tier', group, 'tiers')]

const policies = (group: string): readonly PluginResource[] => [
  {
    group,
    resource: 'networkpolicies',
    kind: 'NetworkPolicy',
    namespaced: true,
    columns: policyColumns,
    links: inTier(group),
  },
  {
    group,
    resource: 'globalnetworkpolicies',
    kind: 'GlobalNetworkPolicy',
    namespaced: false,
    columns: policyColumns,
    links: inTier(group),
  },
]

const sets = (group: string): PluginResource => ({
  group,
  resource: 'networksets',
  kind: 'NetworkSet',
  namespaced: true,
  columns: [text('Nets', '.spec.nets')],
})

const hostEndpoints = (group: string): PluginResource => ({
  group,
  resource: 'hostendpoints',
  kind: 'HostEndpoint',
  namespaced: false,
  columns: [
    text('Node', '.spec.node'),
    text('Interface', '.spec.interfaceName'),
    text('Expected IPs', '.spec.expectedIPs'),
  ],
  links: [link('.spec.node', 'core', 'nodes')],
})

const pools = (group: string): PluginResource => ({
  group,
  resource: 'ippools',
  kind: 'IPPool',
  namespaced: false,
  columns: [
    text('CIDR', '.spec.cidr'),
    integer('Block size', '.spec.blockSize'),
    flag('Disabled', '.spec.disabled'),
    text('Node selector', '.spec.nodeSelector'),
  ],
  health: {
    conditions: { Allocatable: 'good' },
    fields: [{ path: '.spec.disabled', inProgress: ['true'] }],
  },
})

const expected = (resource: PluginResource): PluginResource => ({ ...resource, expected: true })

export const calico: PluginManifest = {
  id: 'calico',
  name: 'Calico',
  description:
    'Network policies of namespaces and of the whole cluster, host endpoints and address pools.',
  docs: 'https://docs.tigera.io/calico/latest/reference/resources/',
  icon: 'M12 3 4.5 6v5.5c0 4.6 3 7.8 7.5 9.5 4.5-1.7 7.5-4.9 7.5-9.5V6ZM12 3v18',
  resources: [
    ...[...policies(CRD), hostEndpoints(CRD), pools(CRD)].map(expected),
    sets(CRD),
    {
      group: CRD,
      resource: 'stagednetworkpolicies',
      kind: 'StagedNetworkPolicy',
      namespaced: true,
      columns: [text('Action', '.spec.stagedAction'), ...policyColumns],
      links: inTier(CRD),
    },
    {
      group: CRD,
      resource: 'stagedkubernetesnetworkpolicies',
      kind: 'StagedKubernetesNetworkPolicy',
      namespaced: true,
      columns: [text('Action', '.spec.stagedAction'), text('Types', '.spec.policyTypes')],
    },
    ...policies(API),
    hostEndpoints(API),
    pools(API),
    sets(API),
    {
      group: API,
      resource: 'tiers',
      kind: 'Tier',
      namespaced: false,
      columns: [number('Order', '.spec.order'), text('Default action', '.spec.defaultAction')],
    },
  ],
  summary: {
    charts: [
      {
        title: 'Policies by scope and tier',
        of: [API, CRD].flatMap((group) => [
          { group, resource: 'networkpolicies' },
          { group, resource: 'globalnetworkpolicies' },
        ]),
        rows: { by: 'scope' },
        columns: { by: 'value', column: 'Tier', path: '.spec.tier' },
      },
    ],
  },
}
