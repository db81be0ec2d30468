import {
  DAY,
  HOUR,
  READY,
  certificateRequest,
  issuerStatus,
  requestStatus,
  validity,
} from './certificates.ts'
import type { SimulatedObject } from './simulated-cluster.ts'
import {
  type Condition,
  type Scene,
  type Story,
  apply,
  conditions,
  remove,
  seconds,
  withStatus,
} from './story.ts'

/** A certificate is renewed in time: asked for, approved, issued; the request before it goes. */
export function* renewal(scene: Scene): Story {
  const certificate = scene.claim('Certificate')
  if (certificate) yield* renew(certificate, scene)
}

/** A certificate comes close to its end, cannot be renewed, expires perhaps, and is saved. */
export function* expiry(scene: Scene): Story {
  const certificate = scene.claim('Certificate')
  if (!certificate) return
  const { random } = scene
  const late = withStatus(certificate, validity(scene.now() + random.integer(1, 11) * HOUR))
  yield apply(late)
  yield seconds(random.integer(4, 10))
  const { attempt, revision } = attemptOf(late, scene)
  yield apply(withStatus(attempt, requestStatus(scene.now(), 'approved')))
  yield seconds(random.integer(2, 5))
  yield apply(withStatus(attempt, requestStatus(scene.now(), 'failed')))
  const failing = withStatus(late, conditions(scene.now(), random.chance(0.5) ? EXPIRED : FAILED))
  yield apply(random.chance(0.5) ? failing : withStatus(failing, validity(scene.now() - HOUR)))
  yield seconds(random.integer(12, 40))
  yield remove(attempt)
  yield* renew(withStatus(failing, { revision }), scene)
}

/** An issuer loses its directory for a while. */
export function* issuerFails(scene: Scene): Story {
  const issuer = scene.claim('Issuer')
  if (!issuer) return
  yield apply(withStatus(issuer, issuerStatus(scene.now(), 'failing')))
  yield seconds(scene.random.integer(8, 30))
  yield apply(withStatus(issuer, issuerStatus(scene.now(), 'registered')))
}

const EXPIRED: Condition = {
  type: 'Ready',
  status: 'False',
  reason: 'Expired',
  message: 'Certificate expired before it could be renewed',
}
const FAILED: Condition = {
  type: 'Ready',
  status: 'False',
  reason: 'RenewalFailed',
  message: 'The order failed: too many certificates already issued for example.com',
}

function* renew(certificate: SimulatedObject, scene: Scene): Story {
  const { random, now } = scene
  const old = requestsOf(certificate, scene)
  const issuing: Condition = {
    type: 'Issuing',
    status: 'True',
    reason: 'Renewing',
    message: 'Renewing certificate',
  }
  const { attempt, revision } = attemptOf(certificate, scene)
  yield apply(withStatus(certificate, conditions(now(), READY, issuing)))
  yield apply(attempt)
  yield seconds(random.integer(1, 3))
  yield apply(withStatus(attempt, requestStatus(now(), 'approved')))
  yield seconds(random.integer(2, 6))
  yield apply(withStatus(attempt, requestStatus(now(), 'issued')))
  const until = validity(now() + 90 * DAY)
  yield apply(withStatus(certificate, { ...until, revision, ...conditions(now(), READY) }))
  yield seconds(random.integer(3, 8))
  for (const request of old) yield remove(request)
}

function attemptOf(certificate: SimulatedObject, scene: Scene) {
  const revision = Number(certificate.status?.['revision']) + 1
  const uid = scene.uidOf(certificate)
  return { revision, attempt: certificateRequest(certificate, { uid, revision, at: scene.now() }) }
}

function requestsOf(certificate: SimulatedObject, scene: Scene): readonly SimulatedObject[] {
  const uid = scene.uidOf(certificate)
  return scene
    .all('CertificateRequest')
    .map(({ object }) => object)
    .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid))
}
