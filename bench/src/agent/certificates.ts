import { hash } from 'node:crypto'

import { fieldsOf } from '../bytes/managed-fields.ts'

/** The kind that the objects of this benchmark are of, as cert-manager defines it. */
export const CERTIFICATES = {
  group: 'cert-manager.io',
  version: 'v1',
  resource: 'certificates',
  kind: 'Certificate',
} as const

/** Its definition. */
export function certificatesDefinition(): object {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  const { group, version, resource, kind } = CERTIFICATES
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${resource}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: resource, kind, singular: 'certificate', listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } },
        },
      ],
    },
  }
}

/**
 * An object of some 5 KB, of which much is found in no other: names, digests, times. A third is managedFields, as in what
 * an API server keeps of an object with two writers.
 */
export function certificate(number: number, flips: number): object {
  const digest = (what: string): string => hash('sha256', `${number} ${what}`)
  const names = Array.from(
    { length: 40 },
    (_, at) => `${digest(`name ${at}`).slice(0, 20)}.example.org`,
  )
  const time = new Date(1_700_000_000_000 + flips * 3_600_000 + number * 977).toISOString()
  const ready = flips % 2 === 1
  const spec = {
    secretName: `tls-${digest('secret').slice(0, 12)}`,
    dnsNames: names,
    secretTemplate: {
      annotations: Object.fromEntries(
        names
          .slice(0, 24)
          .map((name) => [`example.org/${name.slice(0, 12)}`, digest(name).slice(0, 24)]),
      ),
    },
    issuerRef: { name: `issuer-${number % 7}`, kind: 'ClusterIssuer' },
    additionalOutputFormats: names.slice(0, 8).map((name) => ({ type: digest(name).slice(0, 24) })),
  }
  const status = {
    revision: flips,
    conditions: [
      {
        type: 'Ready',
        status: ready ? 'True' : 'False',
        reason: ready ? 'Ready' : 'DoesNotExist',
        message: ready
          ? 'Certificate is up to date and has not expired'
          : `Issuing certificate as Secret does not exist, attempt ${flips}`,
        lastTransitionTime: time,
        observedGeneration: 1,
      },
    ],
  }
  return {
    apiVersion: `${CERTIFICATES.group}/${CERTIFICATES.version}`,
    kind: CERTIFICATES.kind,
    metadata: {
      name: `certificate-${number}`,
      namespace: `team-${number % 20}`,
      labels: { app: digest('app').slice(0, 10), team: `team-${number % 20}` },
      managedFields: [
        {
          manager: 'deployer',
          operation: 'Apply',
          time,
          fieldsType: 'FieldsV1',
          fieldsV1: fieldsOf({ spec }),
        },
        {
          manager: 'controller',
          operation: 'Update',
          subresource: 'status',
          time,
          fieldsType: 'FieldsV1',
          fieldsV1: fieldsOf({ status }),
        },
      ],
    },
    spec,
    status,
  }
}
