import { APPLICATIONS } from './application.ts'
import { alertmanagerStatus, prometheusRule, rule, ruleStatus, targetStatus } from './monitoring.ts'
import type { SimulatedObject } from './simulated-cluster.ts'
import { type Scene, type Story, apply, remove, seconds, withStatus } from './story.ts'

/** A new version goes out: the label changes, and targets leave and come while it does. */
export function* rollOut(scene: Scene): Story {
  let monitor = scene.claim('ServiceMonitor')
  if (!monitor) return
  const targets = Number(monitor.status?.['targets'])
  monitor = withLabel(monitor, 'app.kubernetes.io/version', version(scene))
  for (let step = 1; step <= Math.min(targets, 4); step++) {
    yield apply(withStatus(monitor, { targets: targets + 1, up: targets }))
    yield seconds(scene.random.integer(1, 3))
  }
  const after = Math.max(2, targets + scene.random.integer(-1, 1))
  yield apply(withStatus(monitor, targetStatus(scene.now(), { targets: after, up: after })))
}

/** Some targets stop answering, more follow, and they come back. */
export function* targetsFail(scene: Scene): Story {
  const monitor = scene.claim(scene.random.chance(0.7) ? 'ServiceMonitor' : 'PodMonitor')
  if (!monitor) return
  const targets = Number(monitor.status?.['targets'])
  let up = targets - 1
  yield apply(withStatus(monitor, targetStatus(scene.now(), { targets, up })))
  yield seconds(scene.random.integer(3, 8))
  if (up > 0 && scene.random.chance(0.5)) {
    up -= 1
    yield apply(withStatus(monitor, targetStatus(scene.now(), { targets, up })))
  }
  yield seconds(scene.random.integer(6, 25))
  yield apply(withStatus(monitor, targetStatus(scene.now(), { targets, up: targets })))
}

/** Somebody tunes an alert; now and then with a slip that is corrected. */
export function* ruleEdited(scene: Scene): Story {
  const before = scene.claim('PrometheusRule')
  if (!before) return
  const slips = scene.random.chance(0.35)
  const edited = withThreshold(before, scene)
  if (slips) {
    yield apply(withStatus(edited, ruleStatus(scene.now(), 'False')))
    yield seconds(scene.random.integer(8, 20))
  }
  yield apply(withStatus(edited, ruleStatus(scene.now(), 'True')))
}

/** A rule for the time of a trial; it goes through its finalizer. */
export function* trialRule(scene: Scene): Story {
  const app = scene.random.pick(APPLICATIONS)
  if (!app) return
  const trial = prometheusRule(app, scene)
  const name = `${app.name}-trial-${scene.random.integer(1_000, 9_999)}`
  const held = {
    ...trial,
    metadata: { ...trial.metadata, name, finalizers: ['monitoring.coreos.com/unload'] },
  }
  scene.reserve(held)
  yield apply(held)
  yield seconds(scene.random.integer(8, 25))
  yield remove(held)
  yield seconds(scene.random.integer(5, 14))
  yield apply({ ...held, metadata: { ...held.metadata, finalizers: [] } })
}

/** Alertmanager moves to another version, a replica at a time. */
export function* alertmanagerRollOut(scene: Scene): Story {
  const before = scene.claim('Alertmanager')
  if (!before) return
  const replicas = 3
  const moved = {
    ...before,
    spec: {
      ...before.spec,
      version: `v0.${scene.random.integer(27, 31)}.${scene.random.integer(0, 3)}`,
    },
  }
  for (let ready = 0; ready <= replicas; ready++) {
    const available = ready === replicas ? replicas : replicas - 1
    yield apply(withStatus(moved, alertmanagerStatus(scene.now(), { replicas, available })))
    yield seconds(scene.random.integer(2, 5))
  }
}

/** A monitor is replaced: the same name, another object. */
export function* monitorReplaced(scene: Scene): Story {
  const monitor = scene.claim('PodMonitor')
  if (!monitor) return
  yield remove(monitor)
  yield seconds(scene.random.integer(2, 6))
  yield apply(monitor)
}

function withLabel(object: SimulatedObject, name: string, value: string): SimulatedObject {
  const labels = { ...object.metadata.labels, [name]: value }
  return { ...object, metadata: { ...object.metadata, labels } }
}

function withThreshold(object: SimulatedObject, { random }: Scene): SimulatedObject {
  const app = object.metadata.labels?.['app.kubernetes.io/name'] ?? 'unknown'
  const errors = rule('ErrorBudgetBurn', {
    expr: `sum(rate(http_requests_total{app="${app}",code=~"5.."}[${random.integer(1, 6)}h])) > ${random.integer(2, 14)} * 0.001`,
    summary: `${app} spends its error budget too fast`,
  })
  const budget = { name: `${app}.budget`, rules: [errors] }
  const groups = object.spec?.['groups']
  const first: unknown = Array.isArray(groups) ? groups[0] : undefined
  return { ...object, spec: { groups: [first, budget] } }
}

function version({ random }: Scene): string {
  return `${random.integer(1, 3)}.${random.integer(0, 19)}.${random.integer(0, 30)}`
}
