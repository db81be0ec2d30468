import { APPLICATIONS } from './application.ts'
import { certificate, certificateRequest, issuer, issuerOf, requestStatus } from './certificates.ts'
import { FIRST_GROUPS, LATER_GROUP } from './crds.ts'
import { alertmanager, podMonitor, prometheusRule, serviceMonitor } from './monitoring.ts'
import { globalNetworkPolicies, hostEndpoint, ipPools, networkPolicy } from './network.ts'
import { type Scene, type Story, apply, withStatus } from './story.ts'

/** What a cluster has when it is first looked at. */
export function* opening(scene: Scene): Story {
  for (const group of FIRST_GROUPS) yield { type: 'define', group }
  for (const app of APPLICATIONS) yield apply(serviceMonitor(app, scene))
  for (const app of APPLICATIONS.filter((one) => one.public))
    yield apply(prometheusRule(app, scene))
  for (const app of APPLICATIONS.filter((one) => !one.public)) yield apply(podMonitor(app, scene))
  yield apply(alertmanager('main', 'monitoring', scene))
  yield apply(alertmanager('payments', 'payments', scene))
  yield* issuers(scene)
  for (const app of APPLICATIONS.filter((one) => one.public)) yield* issued(app, scene)
  if (scene.profile.calicoAfterMs === 0) yield* installCalico()
}

/** Calico with what its operator and the teams bring along. */
export function* installCalico(): Story {
  yield { type: 'define', group: LATER_GROUP }
  for (const pool of ipPools()) yield apply(pool)
  for (const policy of globalNetworkPolicies()) yield apply(policy)
  for (let node = 1; node <= NODES; node++) yield apply(hostEndpoint(node))
  for (const app of APPLICATIONS) {
    yield apply(networkPolicy(app, `${app.name}-ingress`, app.public ? 'ingress' : app.namespace))
  }
}

const NODES = 6

function* issuers({ profile, now }: Scene): Story {
  yield apply(issuer('ClusterIssuer', { name: issuerOf(profile) }, now()))
  yield apply(issuer('ClusterIssuer', { name: 'internal-ca' }, now()))
  for (const namespace of ['identity', 'payments']) {
    yield apply(issuer('Issuer', { name: 'acme', namespace }, now()))
  }
}

function* issued(app: (typeof APPLICATIONS)[number], scene: Scene): Story {
  const made = certificate(app, scene)
  yield apply(made)
  const revision = Number(made.status?.['revision'])
  const request = certificateRequest(made, { uid: scene.uidOf(made), revision, at: scene.now() })
  yield apply(withStatus(request, requestStatus(scene.now(), 'issued')))
}
