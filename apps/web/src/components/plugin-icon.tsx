import type { PluginManifest } from '@argus/contracts/plugin-manifest'
import type { ReactElement } from 'react'

import { Icon, OwnIcon } from '../ui/icon.tsx'

/** The icon that a manifest brings along, or that of all plugins. */
export function PluginIcon({
  plugin: { icon },
  size,
}: {
  readonly plugin: Pick<PluginManifest, 'icon'>
  readonly size?: number
}): ReactElement {
  const sized = size === undefined ? {} : { size }
  return icon === undefined ? <Icon name="plugin" {...sized} /> : <OwnIcon path={icon} {...sized} />
}
