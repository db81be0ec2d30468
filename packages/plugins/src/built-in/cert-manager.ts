import type { PluginManifest } from '@argus/contracts/plugin-manifest'

import { date, text } from './columns.ts'
import { link, linkWhen } from './links.ts'

const group = 'cert-manager.io'

/** Who signs it. An Issuer is meant where no kind is said. */
const issuerLinks = [
  linkWhen('Issuer', '.spec.issuerRef.kind', link('.spec.issuerRef.name', group, 'issuers')),
  linkWhen(
    'ClusterIssuer',
    '.spec.issuerRef.kind',
    link('.spec.issuerRef.name', group, 'clusterissuers'),
  ),
]

const issuerColumns = [
  text('ACME server', '.spec.acme.server'),
  text('CA secret', '.spec.ca.secretName'),
  text('Vault', '.spec.vault.server'),
]

export const certManager: PluginManifest = {
  id: 'cert-manager',
  name: 'cert-manager',
  description: 'Certificates, who issues them, and the requests in between.',
  docs: 'https://cert-manager.io/docs/reference/api-docs/',
  icon: 'M10 18H4V5h16v6M8 9h8M8 13h3M16.5 18.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM14.7 18v4l1.8-1 1.8 1v-4',
  resources: [
    {
      group,
      resource: 'certificates',
      kind: 'Certificate',
      namespaced: true,
      expected: true,
      columns: [
        date('Expires', '.status.notAfter'),
        date('Renews', '.status.renewalTime'),
        text('Names', '.spec.dnsNames'),
      ],
      links: [...issuerLinks, link('.spec.secretName', 'core', 'secrets')],
    },
    {
      group,
      resource: 'issuers',
      kind: 'Issuer',
      namespaced: true,
      expected: true,
      columns: issuerColumns,
      links: [
        link('.spec.ca.secretName', 'core', 'secrets'),
        link('.spec.acme.privateKeySecretRef.name', 'core', 'secrets'),
      ],
    },
    {
      group,
      resource: 'clusterissuers',
      kind: 'ClusterIssuer',
      namespaced: false,
      expected: true,
      columns: issuerColumns,
    },
    {
      group,
      resource: 'certificaterequests',
      kind: 'CertificateRequest',
      namespaced: true,
      expected: true,
      columns: [date('Failed at', '.status.failureTime')],
      health: { conditions: { Denied: 'bad', InvalidRequest: 'bad', Approved: 'silent' } },
      links: issuerLinks,
    },
  ],
  summary: {
    charts: [
      {
        title: 'Certificates by days left',
        of: [{ group, resource: 'certificates' }],
        rows: {
          by: 'days-left',
          column: 'Expires',
          steps: [
            { below: 7, tone: 'bad' },
            { below: 14, tone: 'strong' },
            { below: 30, tone: 'plain' },
            { below: 60, tone: 'plain' },
            { below: 90, tone: 'plain' },
          ],
        },
      },
    ],
    attention: {
      title: 'Expiring next',
      hint: 'certificates with less than 14 days left',
      of: { group, resource: 'certificates' },
      where: { column: 'Expires', daysLeftBelow: 14 },
      columns: ['Expires', 'Issuer', 'Names'],
    },
  },
}
