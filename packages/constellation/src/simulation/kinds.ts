import type { ObjectRef, SimulatedObject } from './simulated-cluster.ts'

export const MONITORING = 'monitoring.coreos.com'
export const CALICO = 'crd.projectcalico.org'
export const CERT_MANAGER = 'cert-manager.io'

/** A kind that the simulation knows. */
export interface Kind {
  readonly group: string
  readonly resource: string
  readonly namespaced: boolean
}

/** Every kind that lives in the simulated clusters. */
export const KINDS = {
  ServiceMonitor: { group: MONITORING, resource: 'servicemonitors', namespaced: true },
  PodMonitor: { group: MONITORING, resource: 'podmonitors', namespaced: true },
  PrometheusRule: { group: MONITORING, resource: 'prometheusrules', namespaced: true },
  Alertmanager: { group: MONITORING, resource: 'alertmanagers', namespaced: true },
  NetworkPolicy: { group: CALICO, resource: 'networkpolicies', namespaced: true },
  GlobalNetworkPolicy: { group: CALICO, resource: 'globalnetworkpolicies', namespaced: false },
  HostEndpoint: { group: CALICO, resource: 'hostendpoints', namespaced: false },
  IPPool: { group: CALICO, resource: 'ippools', namespaced: false },
  Certificate: { group: CERT_MANAGER, resource: 'certificates', namespaced: true },
  CertificateRequest: { group: CERT_MANAGER, resource: 'certificaterequests', namespaced: true },
  Issuer: { group: CERT_MANAGER, resource: 'issuers', namespaced: true },
  ClusterIssuer: { group: CERT_MANAGER, resource: 'clusterissuers', namespaced: false },
} as const satisfies Readonly<Record<string, Kind>>
export type KindName = keyof typeof KINDS

/** An object of a kind, its type filled in. */
export function make(
  kind: KindName,
  { metadata, spec, status }: Omit<SimulatedObject, 'apiVersion' | 'kind'>,
): SimulatedObject {
  return {
    apiVersion: `${KINDS[kind].group}/v1`,
    kind,
    metadata,
    ...(spec && { spec }),
    ...(status && { status }),
  }
}

/** What names an object to its cluster; `undefined` for a kind that the simulation does not know. */
export function refOf({ kind, metadata }: SimulatedObject): ObjectRef | undefined {
  if (!isKindName(kind)) return undefined
  const { group, resource } = KINDS[kind]
  const { name, namespace } = metadata
  return namespace === undefined ? { group, resource, name } : { group, resource, namespace, name }
}

function isKindName(kind: string): kind is KindName {
  return Object.hasOwn(KINDS, kind)
}
