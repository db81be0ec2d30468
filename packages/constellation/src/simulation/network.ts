import { type Application, labelsOf } from './application.ts'
import { make } from './kinds.ts'
import type { SimulatedObject } from './simulated-cluster.ts'

/** What may talk to an application: its namespace, by default. */
export function networkPolicy(app: Application, name: string, from: string): SimulatedObject {
  return make('NetworkPolicy', {
    metadata: { name, namespace: app.namespace, labels: labelsOf(app) },
    spec: {
      tier: 'default',
      order: 100,
      selector: `app.kubernetes.io/name == '${app.name}'`,
      types: ['Ingress'],
      ingress: [
        {
          action: 'Allow',
          protocol: 'TCP',
          source: { namespaceSelector: `kubernetes.io/metadata.name == '${from}'` },
          destination: { ports: [8080] },
        },
      ],
    },
  })
}

/** The policies that hold for the whole cluster. */
export function globalNetworkPolicies(): readonly SimulatedObject[] {
  return [
    globalPolicy('deny-by-default', { order: 2_000, types: ['Ingress', 'Egress'] }),
    globalPolicy('allow-dns', { order: 50, types: ['Egress'] }),
    globalPolicy('allow-metrics', { order: 60, types: ['Ingress'] }),
    globalPolicy('block-metadata-service', { order: 10, types: ['Egress'] }),
  ]
}

function globalPolicy(
  name: string,
  { order, types }: { readonly order: number; readonly types: readonly string[] },
): SimulatedObject {
  return make('GlobalNetworkPolicy', {
    metadata: { name, labels: { team: 'team-platform' } },
    spec: { tier: order < 100 ? 'security' : 'default', order, selector: 'all()', types },
  })
}

/** The outer interface of a node. */
export function hostEndpoint(node: number): SimulatedObject {
  const name = `node-${node}`
  return make('HostEndpoint', {
    metadata: { name: `${name}-eth0`, labels: { 'kubernetes.io/hostname': name, role: 'worker' } },
    spec: { node: name, interfaceName: 'eth0', expectedIPs: [`10.0.${node}.10`] },
  })
}

/** Where pods get their addresses. */
export function ipPools(): readonly SimulatedObject[] {
  return [
    ipPool('default-ipv4', { cidr: '10.244.0.0/16', natOutgoing: true }),
    ipPool('batch-ipv4', { cidr: '10.245.0.0/18', natOutgoing: true }),
    ipPool('default-ipv6', { cidr: 'fd00:10:244::/56', natOutgoing: false }),
  ]
}

function ipPool(
  name: string,
  { cidr, natOutgoing }: { readonly cidr: string; readonly natOutgoing: boolean },
): SimulatedObject {
  return make('IPPool', {
    metadata: { name },
    spec: {
      cidr,
      natOutgoing,
      vxlanMode: 'CrossSubnet',
      ipipMode: 'Never',
      disabled: false,
      nodeSelector: 'all()',
    },
  })
}
