import { APPLICATIONS } from './application.ts'
import { networkPolicy } from './network.ts'
import { NAMESPACES } from './profile.ts'
import type { SimulatedObject } from './simulated-cluster.ts'
import { type Scene, type Story, apply, remove, seconds } from './story.ts'

/** A team opens a door for a while, moves it once, and closes it. */
export function* doorOpened({ random }: Scene): Story {
  const app = random.pick(APPLICATIONS)
  const from = random.pick(Object.keys(NAMESPACES))
  if (!app || from === undefined) return
  const policy = networkPolicy(app, `${app.name}-from-${from}-${random.integer(100, 999)}`, from)
  yield apply(policy)
  yield seconds(random.integer(5, 15))
  yield apply(withSpec(policy, { order: random.integer(20, 90) }))
  yield seconds(random.integer(15, 50))
  yield remove(policy)
}

/** A policy of the whole cluster changes its place. */
export function* orderChanged(scene: Scene): Story {
  const policy = scene.claim('GlobalNetworkPolicy')
  if (!policy) return
  yield apply(withSpec(policy, { order: scene.random.integer(1, 20) * 10 }))
  yield seconds(scene.random.integer(10, 30))
  yield apply(policy)
}

/** A node is drained and comes back. */
export function* nodeDrained(scene: Scene): Story {
  const endpoint = scene.claim('HostEndpoint')
  if (!endpoint) return
  yield remove(endpoint)
  yield seconds(scene.random.integer(8, 25))
  yield apply(endpoint)
}

/** A pool gives no more addresses for a while. */
export function* poolDisabled(scene: Scene): Story {
  const pool = scene.claim('IPPool')
  if (!pool) return
  yield apply(withSpec(pool, { disabled: true }))
  yield seconds(scene.random.integer(10, 30))
  yield apply(withSpec(pool, { disabled: false }))
}

function withSpec(
  object: SimulatedObject,
  spec: Readonly<Record<string, unknown>>,
): SimulatedObject {
  return { ...object, spec: { ...object.spec, ...spec } }
}
