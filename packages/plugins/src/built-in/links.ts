import type { KindLink } from '@argus/contracts/plugin-manifest'

/** The values at `from` name objects of `resource` in the own namespace, or in none where its kind has none. */
export function link(from: string, group: string, resource: string): KindLink {
  return { from, to: { group, resource } }
}

/** The same, where another field tells which kind is meant. */
export function linkWhen(is: string, field: string, to: KindLink): KindLink {
  return { ...to, when: { field, is } }
}

/** The same, in the namespace that stands at another field where there is one. */
export function linkIn(namespace: string, to: KindLink): KindLink {
  return { ...to, namespace }
}
