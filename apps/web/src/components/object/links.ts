import type { KindLink, PluginManifest } from '@argus/contracts/plugin-manifest'
import type { LiveRequest } from '@argus/live-client/live-event'

import type { ObjectAddress } from '../../search.ts'
import { pathCondition, textsAt } from './field-path.ts'

/** Kinds of the manifests, as far as links need them. */
type Plugins = readonly Pick<PluginManifest, 'resources'>[]

/** The objects that an object names, by its kind's manifest. */
export function namedObjects(
  plugins: Plugins,
  address: ObjectAddress,
  object: unknown,
): readonly ObjectAddress[] {
  const links = resourcesOf(plugins).find((one) => isKind(one, address))?.links ?? []
  const found = links.flatMap((link) => namedBy(link, address, object))
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()]
}

function namedBy(link: KindLink, address: ObjectAddress, object: unknown): ObjectAddress[] {
  const { from, to, namespace: place, when } = link
  if (when !== undefined && !textsAt(object, when.field).includes(when.is)) return []
  const namespace = (place && textsAt(object, place)[0]) ?? address.namespace
  return textsAt(object, from).map((name) => ({
    group: to.group,
    resource: to.resource,
    cluster: address.cluster,
    namespace,
    name,
  }))
}

/** A kind whose objects may name this one, and how those that do are asked for. */
export interface Referrer {
  readonly group: string
  readonly resource: string
  readonly kind: string
  readonly request: LiveRequest
}

/** The kinds whose objects may name this one. `namespaced`: whether this one lies in a namespace. */
export function referrers(plugins: Plugins, address: ObjectAddress): readonly Referrer[] {
  return resourcesOf(plugins).flatMap((one): Referrer[] => {
    const links = (one.links ?? []).filter(({ to }) => isKind(to, address))
    const conditions = links.flatMap((link) => conditionOf(link, address) ?? [])
    if (conditions.length === 0) return []
    const { group, resource, kind, namespaced } = one
    // Who says nothing of a namespace means its own.
    const near =
      namespaced &&
      address.namespace !== '' &&
      links.every(({ namespace }) => namespace === undefined)
    const request: LiveRequest = {
      topic: { cluster: address.cluster, group, resource },
      shape: 'row',
      cel: conditions.join(' || '),
      ...(near && { namespaces: [address.namespace] }),
    }
    return [{ group, resource, kind, request }]
  })
}

function conditionOf(
  { from, namespace, when }: KindLink,
  { name, namespace: own }: ObjectAddress,
): string | undefined {
  const parts = [
    pathCondition(from, name),
    when === undefined ? '' : pathCondition(when.field, when.is),
    namespace === undefined || own === '' ? '' : placed(namespace, own),
  ]
  if (parts.includes(undefined)) return undefined
  const said = parts.filter((part) => part !== '')
  return said.length === 1 ? said[0] : `(${said.join(' && ')})`
}

/** In the namespace that the link names, or in its own where it names none. */
function placed(path: string, namespace: string): string | undefined {
  const named = pathCondition(path, namespace)
  return named && `(${named} || ${pathCondition('.metadata.namespace', namespace)})`
}

function resourcesOf(plugins: Plugins) {
  return plugins.flatMap(({ resources }) => resources)
}

function isKind(
  one: { readonly group: string; readonly resource: string },
  other: { readonly group: string; readonly resource: string },
): boolean {
  return one.group === other.group && one.resource === other.resource
}
