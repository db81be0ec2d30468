import { EVERY } from '@argus/contracts/client-frame'
import type { Grant } from '@argus/contracts/grant'
import { Refusal } from '@argus/contracts/refusal-code'
import { resourceKey } from '@argus/contracts/topic'

import type { FollowedKind } from './followed-kinds.ts'
import {
  unknownCluster,
  targetIn,
  type Standing,
  type Target,
  type Targets,
  type Wish,
} from './target.ts'

/**
 * What a wish for all kinds at once comes to, asked again whenever rights or clusters change. That may be thousands of Topics:
 * what they come to in a cluster is remembered until the kinds there, or the rights, are others.
 */
export class Aim {
  readonly #wish: Wish
  readonly #inClusters = new Map<string, Remembered>()
  #last: { readonly parts: readonly (readonly Target[])[]; readonly targets: Targets } | undefined

  constructor(wish: Wish) {
    this.#wish = wish
  }

  /**
   * A Refusal where it comes to nothing and cannot come to more without being asked again. The same object as before while
   * nothing in it changed.
   */
  at(standing: Standing): Targets | Refusal {
    const one = this.#wish.topic.cluster
    const { clusters } = standing.directory
    const remembered = this.#inClusters
    for (const cluster of remembered.keys())
      if (!standing.directory.hasCluster(cluster)) remembered.delete(cluster)
    const parts: (readonly Target[])[] = []
    for (const cluster of one === EVERY ? clusters : [one]) {
      const unknown = unknownCluster(cluster, standing)
      if (unknown !== undefined && one !== EVERY) return unknown
      const targets = unknown === undefined ? this.#kindsIn(cluster, standing, remembered) : NONE
      if (targets.length > 0) parts.push(targets)
    }
    if (this.#last === undefined || !same(this.#last.parts, parts)) {
      const pairs = parts.flat().map((target) => [resourceKey(target.topic), target] as const)
      this.#last = { parts, targets: new Map(pairs) }
    }
    return this.#last.targets
  }

  #kindsIn(
    cluster: string,
    standing: Standing,
    remembered: Map<string, Remembered>,
  ): readonly Target[] {
    const kinds = standing.directory.followedIn(cluster)
    const before = remembered.get(cluster)
    if (before?.kinds === kinds && before.grants === standing.grants) return before.targets
    const targets = kinds.flatMap(({ ref }) => {
      if (!this.#covers(ref)) return []
      const target = targetIn(ref, this.#wish, standing)
      return target instanceof Refusal ? [] : [target]
    })
    remembered.set(cluster, { kinds, grants: standing.grants, targets })
    return targets
  }

  #covers(kind: FollowedKind['ref']): boolean {
    const { group, resource } = this.#wish.topic
    return (
      (group === EVERY || group === kind.group) &&
      (resource === EVERY || resource === kind.resource)
    )
  }
}

const NONE: readonly Target[] = []

function same(some: readonly object[], others: readonly object[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index])
}

interface Remembered {
  readonly kinds: readonly FollowedKind[]
  readonly grants: readonly Grant[]
  readonly targets: readonly Target[]
}
