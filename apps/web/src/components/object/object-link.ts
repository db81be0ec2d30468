import type { ObjectAddress } from '../../search.ts'
import { objectParams } from '../../search.ts'
import { writeTab, type ObjectTab } from './object-tab.ts'

/** The address of an object's page, whole, to be given to others. */
export function objectLink(address: ObjectAddress, { tab, path, origin }: LinkParts): string {
  const { group, resource, cluster, namespace, name } = objectParams(address)
  const parts = [group, resource, cluster, namespace, name].map(encodeURIComponent)
  const url = new URL(`/r/${parts.join('/')}`, origin)
  const told = { tab: writeTab(tab), path: tab === 'yaml' ? path : undefined }
  for (const [key, value] of Object.entries(told))
    if (value !== undefined) url.searchParams.set(key, value)
  return url.href
}

interface LinkParts {
  readonly tab: ObjectTab
  /** The field that is pointed at, in the tab that shows lines. */
  readonly path: string | undefined
  readonly origin: string
}
