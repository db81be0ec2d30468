import type { Health } from '@argus/contracts/row'

import { placeText, type Cluster, type Kind, type Place } from './vocabulary.ts'

/** What can be said of an object. */
export interface Look {
  readonly team: string
  readonly owner: string | undefined
  readonly health: Health
  readonly size: number
}

/** One state that one object had; `n` counts them all, and every byte that tells of a state carries it. */
export interface Version extends Place, Look {
  readonly n: number
  readonly uid: string
}

/** All clusters as they are, and every state that anything in them ever had. */
export class World {
  readonly versions: Version[] = []
  readonly #now = new Map<string, Version>()
  readonly #absent = new Set<string>()

  get now(): readonly Version[] {
    return [...this.#now.values()]
  }

  at(place: Place): Version | undefined {
    return this.#now.get(placeText(place))
  }

  /** The same object changed, or another one of the same name. */
  put(place: Place, look: Look, fresh: boolean): Version {
    const n = this.versions.length
    const before = this.at(place)
    const uid = before === undefined || fresh ? `uid-${n}` : before.uid
    const { cluster, kind, namespace, name } = place
    const version = { n, uid, cluster, kind, namespace, name, ...look }
    this.versions.push(version)
    this.#now.set(placeText(place), version)
    return version
  }

  delete(place: Place): void {
    this.#now.delete(placeText(place))
  }

  /** Whether there is such a cluster, and the kind in it. */
  has(cluster: Cluster, kind?: Kind): boolean {
    return !this.#absent.has(cluster) && !this.#absent.has(`${cluster} ${kind}`)
  }

  set(what: { readonly cluster: Cluster; readonly kind?: Kind }, there: boolean): void {
    const name = what.kind === undefined ? what.cluster : `${what.cluster} ${what.kind}`
    if (there) this.#absent.delete(name)
    else this.#absent.add(name)
  }
}
