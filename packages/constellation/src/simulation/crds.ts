import { CALICO, CERT_MANAGER, KINDS, type KindName, MONITORING } from './kinds.ts'

/** The CustomResourceDefinitions of a group: as much of each as serving and showing its objects needs. */
export function crdsOf(group: string): readonly object[] {
  return DEFINITIONS.filter(({ kind }) => KINDS[kind].group === group).map(crd)
}

/** The groups that every cluster serves from the beginning, and the one that may come later. */
export const FIRST_GROUPS = [MONITORING, CERT_MANAGER] as const
export const LATER_GROUP = CALICO

interface Column {
  readonly name: string
  readonly type: 'string' | 'integer' | 'boolean' | 'date'
  readonly jsonPath: string
  readonly priority?: number
}

interface Definition {
  readonly kind: KindName
  readonly shortNames?: readonly string[]
  readonly columns: readonly Column[]
}

const text = (name: string, jsonPath: string): Column => ({ name, type: 'string', jsonPath })
const number = (name: string, jsonPath: string): Column => ({ name, type: 'integer', jsonPath })
const date = (name: string, jsonPath: string): Column => ({ name, type: 'date', jsonPath })
const more = (column: Column): Column => ({ ...column, priority: 1 })
const age = date('Age', '.metadata.creationTimestamp')
const condition = (type: string, field = 'status'): string =>
  `.status.conditions[?(@.type == "${type}")].${field}`

const monitor: readonly Column[] = [
  number('Targets', '.status.targets'),
  number('Up', '.status.up'),
  text('Ready', condition('Ready')),
  age,
]
const policy: readonly Column[] = [
  text('Tier', '.spec.tier'),
  number('Order', '.spec.order'),
  text('Selector', '.spec.selector'),
  more(text('Types', '.spec.types')),
  age,
]
const issuer: readonly Column[] = [
  text('Ready', condition('Ready')),
  more(text('Status', condition('Ready', 'message'))),
  age,
]

const DEFINITIONS: readonly Definition[] = [
  {
    kind: 'ServiceMonitor',
    shortNames: ['smon'],
    columns: [text('Job', '.spec.jobLabel'), ...monitor],
  },
  { kind: 'PodMonitor', shortNames: ['pmon'], columns: monitor },
  {
    kind: 'PrometheusRule',
    shortNames: ['promrule'],
    columns: [
      text('Group', '.spec.groups[*].name'),
      text('Team', '.metadata.labels.team'),
      text('Accepted', '.status.bindings[0].conditions[?(@.type == "Accepted")].status'),
      age,
    ],
  },
  {
    kind: 'Alertmanager',
    shortNames: ['amgr'],
    columns: [
      text('Version', '.spec.version'),
      number('Replicas', '.spec.replicas'),
      number('Ready', '.status.availableReplicas'),
      text('Reconciled', condition('Reconciled')),
      text('Available', condition('Available')),
      age,
      more({ name: 'Paused', type: 'boolean', jsonPath: '.status.paused' }),
    ],
  },
  { kind: 'NetworkPolicy', columns: policy },
  { kind: 'GlobalNetworkPolicy', columns: policy },
  {
    kind: 'HostEndpoint',
    columns: [
      text('Node', '.spec.node'),
      text('Interface', '.spec.interfaceName'),
      text('Addresses', '.spec.expectedIPs'),
      age,
    ],
  },
  {
    kind: 'IPPool',
    columns: [
      text('CIDR', '.spec.cidr'),
      text('VXLAN', '.spec.vxlanMode'),
      text('IPIP', '.spec.ipipMode'),
      { name: 'NAT', type: 'boolean', jsonPath: '.spec.natOutgoing' },
      { name: 'Disabled', type: 'boolean', jsonPath: '.spec.disabled' },
      age,
    ],
  },
  {
    kind: 'Certificate',
    shortNames: ['cert', 'certs'],
    columns: [
      text('Ready', condition('Ready')),
      text('Secret', '.spec.secretName'),
      date('Expires', '.status.notAfter'),
      more(text('Issuer', '.spec.issuerRef.name')),
      more(text('Status', condition('Ready', 'message'))),
      age,
    ],
  },
  {
    kind: 'CertificateRequest',
    shortNames: ['cr', 'crs'],
    columns: [
      text('Approved', condition('Approved')),
      text('Denied', condition('Denied')),
      text('Ready', condition('Ready')),
      text('Issuer', '.spec.issuerRef.name'),
      text('Requester', '.spec.username'),
      more(text('Status', condition('Ready', 'message'))),
      age,
    ],
  },
  { kind: 'Issuer', columns: issuer },
  { kind: 'ClusterIssuer', shortNames: ['ciss'], columns: issuer },
]

function crd({ kind, shortNames = [], columns }: Definition): object {
  const { group, resource, namespaced } = KINDS[kind]
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${resource}.${group}` },
    spec: {
      group,
      scope: namespaced ? 'Namespaced' : 'Cluster',
      names: {
        plural: resource,
        singular: kind.toLowerCase(),
        kind,
        listKind: `${kind}List`,
        shortNames,
      },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
          subresources: { status: {} },
          additionalPrinterColumns: columns,
        },
      ],
    },
  }
}
