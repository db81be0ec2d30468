import type { Item } from '@argus/contracts/gateway-frame'
import { Button } from '@mantine/core'
import type { ReactElement } from 'react'

import { clockTime } from '../../live/times.ts'
import { Icon } from '../../ui/icon.tsx'
import { CopyButton } from './copy-button.tsx'
import classes from './object.module.css'

/** The object went while it was open: what was last known of it stays, and can be taken along. */
export function GoneLine({ at, item: { object }, onClose }: GoneLineProps): ReactElement {
  const lastYaml = async () => {
    const { yamlOf } = await import('./yaml/yaml-text.ts')
    return object === undefined ? '' : yamlOf(object)
  }
  return (
    <div className={classes['gone']} role="status">
      <Icon name="gone" />
      <span>Gone since {clockTime(at)}: deleted, or no longer visible to you.</span>
      {object !== undefined && <CopyButton text={lastYaml} label="Copy last YAML" />}
      {onClose !== undefined && (
        <Button size="compact-sm" variant="default" onClick={onClose}>
          Close
        </Button>
      )}
    </div>
  )
}

interface GoneLineProps {
  readonly at: number
  readonly item: Item
  readonly onClose: (() => void) | undefined
}
