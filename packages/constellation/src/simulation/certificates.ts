import { type Application, labelsOf } from './application.ts'
import { make } from './kinds.ts'
import type { Profile } from './profile.ts'
import type { SimulatedObject } from './simulated-cluster.ts'
import { type Condition, type Scene, conditions, timestamp } from './story.ts'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** The certificate of an application that is reached from outside. */
export function certificate(app: Application, { profile, random, now }: Scene): SimulatedObject {
  const { name, namespace } = app
  return make('Certificate', {
    metadata: { name: `${name}-tls`, namespace, labels: labelsOf(app) },
    spec: {
      secretName: `${name}-tls`,
      commonName: hostOf(app, profile),
      dnsNames: [hostOf(app, profile)],
      duration: '2160h0m0s',
      renewBefore: '360h0m0s',
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: issuerOf(profile) },
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      usages: ['digital signature', 'server auth'],
    },
    status: {
      ...validity(now() + random.integer(2, 80) * DAY),
      revision: random.integer(1, 12),
      ...conditions(now() - random.integer(1, 60) * DAY, READY),
    },
  })
}

/** The times of a certificate that ends then. */
export function validity(notAfter: number): Readonly<Record<string, string>> {
  return {
    notBefore: timestamp(notAfter - 90 * DAY),
    notAfter: timestamp(notAfter),
    renewalTime: timestamp(notAfter - 15 * DAY),
  }
}

export const READY: Condition = {
  type: 'Ready',
  status: 'True',
  reason: 'Ready',
  message: 'Certificate is up to date and has not expired',
}

/** One attempt to get a certificate; `revision` tells attempts apart. */
export function certificateRequest(
  owner: SimulatedObject,
  { uid, revision, at }: { readonly uid: string; readonly revision: number; readonly at: number },
): SimulatedObject {
  const { apiVersion, kind, metadata, spec } = owner
  const { name, namespace = '', labels = {} } = metadata
  return make('CertificateRequest', {
    metadata: {
      name: `${name}-${revision}`,
      namespace,
      labels,
      annotations: { 'cert-manager.io/certificate-revision': String(revision) },
      ownerReferences: [{ apiVersion, kind, name, uid, controller: true }],
    },
    spec: {
      issuerRef: spec?.['issuerRef'],
      username: 'system:serviceaccount:cert-manager:cert-manager',
      usages: ['digital signature', 'server auth'],
    },
    status: requestStatus(at, 'pending'),
  })
}

/** How far an attempt has come. */
export function requestStatus(
  at: number,
  stage: 'pending' | 'approved' | 'issued' | 'failed',
): Readonly<Record<string, unknown>> {
  const approved: Condition = {
    type: 'Approved',
    status: 'True',
    reason: 'cert-manager.io',
    message: 'Certificate request has been approved by cert-manager.io',
  }
  const ready = (status: Condition['status'], reason: string, message: string): Condition => ({
    type: 'Ready',
    status,
    reason,
    message,
  })
  switch (stage) {
    case 'pending':
      return conditions(at, ready('False', 'Pending', 'Waiting for approval'))
    case 'approved':
      return conditions(at, approved, ready('False', 'Pending', 'Waiting on the order to complete'))
    case 'issued':
      return conditions(
        at,
        approved,
        ready('True', 'Issued', 'Certificate fetched from issuer successfully'),
      )
    case 'failed':
      return conditions(
        at,
        approved,
        ready('False', 'Failed', 'The order failed: too many certificates already issued'),
      )
  }
}

/** Who issues certificates, for a namespace or for the whole cluster. */
export function issuer(
  kind: 'Issuer' | 'ClusterIssuer',
  metadata: SimulatedObject['metadata'],
  at: number,
): SimulatedObject {
  return make(kind, {
    metadata,
    spec: {
      acme: {
        server: 'https://acme.example.com/directory',
        email: 'platform@example.com',
        privateKeySecretRef: { name: `${metadata.name}-account` },
        solvers: [{ http01: { ingress: { ingressClassName: 'edge' } } }],
      },
    },
    status: issuerStatus(at, 'registered'),
  })
}

/** Whether an issuer can issue. */
export function issuerStatus(
  at: number,
  stage: 'registered' | 'failing',
): Readonly<Record<string, unknown>> {
  return stage === 'registered'
    ? conditions(at, {
        type: 'Ready',
        status: 'True',
        reason: 'ACMEAccountRegistered',
        message: 'The ACME account was registered with the ACME server',
      })
    : conditions(at, {
        type: 'Ready',
        status: 'False',
        reason: 'ErrRegisterACMEAccount',
        message: 'Failed to verify ACME account: the directory answers 503',
      })
}

/** The cluster's issuer of public names. */
export function issuerOf({ environment }: Profile): string {
  return environment === 'production' ? 'acme-production' : 'acme-staging'
}

function hostOf({ name }: Application, { environment, region }: Profile): string {
  return `${name}.${environment === 'production' ? region : 'staging'}.example.com`
}
