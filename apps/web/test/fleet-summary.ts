import type { PluginSummary } from '@argus/contracts/plugin-summary'

const CERTIFICATES = { group: 'cert-manager.io', resource: 'certificates' }

/** What the fleet's page of certificates counts. */
export const CERTIFICATE_SUMMARY: PluginSummary = {
  charts: [
    {
      title: 'Certificates by days left',
      of: [CERTIFICATES],
      rows: {
        by: 'days-left',
        column: 'Not after',
        path: '.status.notAfter',
        steps: [
          { below: 7, tone: 'bad' },
          { below: 14, tone: 'strong' },
          { below: 30, tone: 'plain' },
          { below: 60, tone: 'plain' },
          { below: 90, tone: 'plain' },
        ],
      },
    },
    {
      title: 'Certificates by issuer and health',
      of: [CERTIFICATES],
      rows: { by: 'health' },
      columns: { by: 'value', column: 'Issuer' },
    },
  ],
  attention: {
    title: 'Expiring next',
    hint: 'certificates with less than 14 days left',
    of: CERTIFICATES,
    where: { column: 'Not after', path: '.status.notAfter', daysLeftBelow: 14 },
    columns: ['Not after', 'Issuer'],
  },
}
