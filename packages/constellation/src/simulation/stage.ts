import { crdsOf } from './crds.ts'
import { type KindName, refOf } from './kinds.ts'
import type { Profile } from './profile.ts'
import { seededRandom } from './random.ts'
import type { SimulatedCluster, SimulatedObject } from './simulated-cluster.ts'
import { type Beat, type Living, type Scene, timestamp } from './story.ts'

/** The cluster as the stories know it, and the only place that writes to it. */
export interface Stage {
  /** Carries out a beat other than those about time. */
  readonly perform: (beat: Beat) => void
  /** Room for one more story; `leave` gives back what it claimed. */
  readonly enter: () => { readonly scene: Scene; readonly leave: () => void }
}

/** A stage on an empty cluster. */
export function openStage(cluster: SimulatedCluster, profile: Profile, now: () => number): Stage {
  const random = seededRandom(profile.seed)
  const living = new Map<string, Living>()
  const groups = new Set<string>()
  const claimed = new Set<string>()

  const all = (kind: KindName): readonly Living[] =>
    [...living.values()].filter(({ object }) => object.kind === kind)

  const scene = (own: Set<string>): Scene => {
    const reserve = (object: SimulatedObject): void => {
      claimed.add(keyOf(object))
      own.add(keyOf(object))
    }
    return {
      profile,
      random,
      now,
      serves: (group) => groups.has(group),
      all,
      claim(kind) {
        const free = all(kind).filter(({ object }) => !claimed.has(keyOf(object)))
        const object = random.pick(free)?.object
        if (object) reserve(object)
        return object
      },
      reserve,
      uidOf: (object) => living.get(keyOf(object))?.uid ?? '',
    }
  }

  return {
    perform(beat) {
      switch (beat.type) {
        case 'define':
          for (const crd of crdsOf(beat.group)) cluster.defineCrd(crd)
          groups.add(beat.group)
          return
        case 'apply': {
          const { uid } = cluster.apply(written(beat.object, now())).metadata
          if (isReleased(living.get(keyOf(beat.object)), beat.object))
            living.delete(keyOf(beat.object))
          else living.set(keyOf(beat.object), { object: beat.object, uid })
          return
        }
        case 'delete': {
          const ref = refOf(beat.object)
          if (!ref || !living.has(keyOf(beat.object))) return
          cluster.delete(ref)
          if (!isHeld(beat.object)) living.delete(keyOf(beat.object))
          return
        }
        case 'wait':
        case 'begin':
          return
      }
    },
    enter() {
      const own = new Set<string>()
      const leave = (): void => {
        for (const key of own) claimed.delete(key)
      }
      return { scene: scene(own), leave }
    },
  }
}

function keyOf({ kind, metadata }: SimulatedObject): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`
}

function isHeld({ metadata }: SimulatedObject): boolean {
  return (metadata.finalizers?.length ?? 0) > 0
}

/** Only what is being deleted loses its last finalizer: with it, it is gone. */
function isReleased(before: Living | undefined, object: SimulatedObject): boolean {
  return before !== undefined && isHeld(before.object) && !isHeld(object)
}

/** With the mark of its writer, as every object of a real cluster has it. */
function written(object: SimulatedObject, at: number): SimulatedObject {
  const group = object.apiVersion.split('/')[0] ?? ''
  const writer = {
    manager: WRITERS[group] ?? 'kubectl',
    operation: 'Update',
    apiVersion: object.apiVersion,
  }
  const managedFields = [
    { ...writer, time: timestamp(at), fieldsType: 'FieldsV1', fieldsV1: { 'f:spec': {} } },
  ]
  return { ...object, metadata: { ...object.metadata, managedFields } }
}

const WRITERS: Readonly<Record<string, string>> = {
  'monitoring.coreos.com': 'PrometheusOperator',
  'crd.projectcalico.org': 'calico-kube-controllers',
  'cert-manager.io': 'cert-manager-certificates',
}
