import type { HealthRule } from '@argus/contracts/health-rule'
import type { PluginManifest, PluginResource } from '@argus/contracts/plugin-manifest'

import { integer, text } from './columns.ts'
import { link } from './links.ts'

const NETWORKING = 'networking.istio.io'
const SECURITY = 'security.istio.io'
const EXTENSIONS = 'extensions.istio.io'
const TELEMETRY = 'telemetry.istio.io'

/** Only where analysis or distribution is switched on does Istio write a status at all. */
const health: HealthRule = {
  fields: [
    {
      path: '.status.validationMessages[*].level',
      failed: ['ERROR'],
      inProgress: ['WARNING'],
      reason: '.status.validationMessages[*].documentationUrl',
    },
  ],
}

const selected = text('Selector', '.spec.selector.matchLabels')
const chosen = text('Workloads', '.spec.workloadSelector.labels')

type Presented = Pick<PluginResource, 'columns' | 'links'>

const of =
  (group: string) =>
  (resource: string, kind: string, presented: Presented): PluginResource => ({
    group,
    resource,
    kind,
    namespaced: true,
    health,
    ...presented,
  })

const networking = of(NETWORKING)
const security = of(SECURITY)
const extensions = of(EXTENSIONS)

export const istio: PluginManifest = {
  id: 'istio',
  name: 'Istio',
  description: 'How traffic is routed, who may talk to whom, and what is measured of it.',
  docs: 'https://istio.io/latest/docs/reference/config/',
  icon: 'M11 3v14H5ZM13 7v10h6ZM4 19h16l-3 2H8Z',
  resources: [
    networking('virtualservices', 'VirtualService', {
      columns: [text('First destination', '.spec.http[*].route[*].destination.host')],
      links: [
        link('.spec.gateways[*]', NETWORKING, 'gateways'),
        link('.spec.http[*].route[*].destination.host', 'core', 'services'),
      ],
    }),
    networking('destinationrules', 'DestinationRule', {
      columns: [
        text('First subset', '.spec.subsets[*].name'),
        text('TLS', '.spec.trafficPolicy.tls.mode'),
      ],
      links: [link('.spec.host', 'core', 'services')],
    }),
    networking('gateways', 'Gateway', {
      columns: [
        text('Selector', '.spec.selector'),
        text('Hosts', '.spec.servers[*].hosts'),
        integer('Port', '.spec.servers[*].port.number'),
      ],
      links: [link('.spec.servers[*].tls.credentialName', 'core', 'secrets')],
    }),
    networking('serviceentries', 'ServiceEntry', {
      columns: [text('First endpoint', '.spec.endpoints[*].address')],
    }),
    networking('sidecars', 'Sidecar', {
      columns: [chosen, text('Egress', '.spec.egress[*].hosts')],
    }),
    networking('envoyfilters', 'EnvoyFilter', {
      columns: [
        chosen,
        text('Applies to', '.spec.configPatches[*].applyTo'),
        integer('Priority', '.spec.priority'),
      ],
    }),
    networking('workloadentries', 'WorkloadEntry', {
      columns: [text('Service account', '.spec.serviceAccount'), text('Network', '.spec.network')],
      links: [link('.spec.serviceAccount', 'core', 'serviceaccounts')],
    }),
    networking('workloadgroups', 'WorkloadGroup', {
      columns: [text('Service account', '.spec.template.serviceAccount')],
      links: [link('.spec.template.serviceAccount', 'core', 'serviceaccounts')],
    }),
    networking('proxyconfigs', 'ProxyConfig', {
      columns: [selected, integer('Concurrency', '.spec.concurrency')],
    }),
    security('authorizationpolicies', 'AuthorizationPolicy', { columns: [selected] }),
    security('peerauthentications', 'PeerAuthentication', { columns: [selected] }),
    security('requestauthentications', 'RequestAuthentication', {
      columns: [selected, text('First issuer', '.spec.jwtRules[*].issuer')],
    }),
    extensions('wasmplugins', 'WasmPlugin', {
      columns: [selected, text('URL', '.spec.url'), text('Phase', '.spec.phase')],
      links: [link('.spec.imagePullSecret', 'core', 'secrets')],
    }),
    extensions('trafficextensions', 'TrafficExtension', {
      columns: [selected, text('Phase', '.spec.phase')],
    }),
    of(TELEMETRY)('telemetries', 'Telemetry', {
      columns: [selected, text('First log provider', '.spec.accessLogging[*].providers[*].name')],
    }),
  ],
}
