import type { PluginManifest } from '@argus/contracts/plugin-manifest'

const group = 'cert-manager.io'

export const certManager: PluginManifest = {
  id: 'cert-manager',
  name: 'cert-manager',
  description: 'Certificates, who issues them, and the requests in between.',
  docs: 'https://cert-manager.io/docs/reference/api-docs/',
  resources: [
    { group, resource: 'certificates', kind: 'Certificate', namespaced: true },
    { group, resource: 'issuers', kind: 'Issuer', namespaced: true },
    { group, resource: 'clusterissuers', kind: 'ClusterIssuer', namespaced: false },
    { group, resource: 'certificaterequests', kind: 'CertificateRequest', namespaced: true },
  ],
}
