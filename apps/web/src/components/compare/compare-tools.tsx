import { Button, Menu, SegmentedControl } from '@mantine/core'
import type { ReactElement, RefObject } from 'react'

import { Icon } from '../../ui/icon.tsx'
import { CopyButton } from '../object/copy-button.tsx'
import classes from './compare.module.css'
import { PARTS, type CompareAddress } from './use-comparison.ts'

/** What is compared, how it is shown, and with which clusters. */
export function CompareTools(props: CompareToolsProps): ReactElement {
  const { where, candidates, onSwap, wide, target } = props
  const free = candidates.filter((one) => !where.clusters.includes(one))
  const full = where.clusters.length >= MOST_SIDES
  return (
    <div className={classes['tools']}>
      <SegmentedControl
        size="xs"
        aria-label="What is compared"
        value={where.part}
        data={PARTS.map((value) => ({ value, label: PART_WORDS[value] }))}
        onChange={(value) => {
          const part = PARTS.find((one) => one === value)
          if (part !== undefined) where.change({ part })
        }}
      />
      {wide && where.clusters.length === 2 && (
        <SegmentedControl
          size="xs"
          aria-label="How it is shown"
          value={where.form}
          data={[
            { value: 'side', label: 'Side by side' },
            { value: 'table', label: 'Table' },
          ]}
          onChange={(value) => where.change({ form: value === 'table' ? 'table' : 'side' })}
        />
      )}
      {onSwap !== undefined && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Icon name="swap" size={14} />}
          title="Swap the sides (X)"
          onClick={onSwap}
        >
          Swap
        </Button>
      )}
      <Menu position="bottom-end" withinPortal={false}>
        <Menu.Target>
          <Button
            ref={target}
            size="compact-sm"
            variant="default"
            leftSection={<Icon name="plus" size={14} />}
            title="Add a cluster (A)"
          >
            Add cluster
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes['menu'] ?? ''}>
          {full || free.length === 0 ? (
            <Menu.Label>
              {full ? 'Four clusters are the most.' : 'It is in no other cluster that you may see.'}
            </Menu.Label>
          ) : (
            free.map((cluster) => (
              <Menu.Item
                key={cluster}
                onClick={() => where.change({ clusters: [...where.clusters, cluster] })}
              >
                {cluster}
              </Menu.Item>
            ))
          )}
        </Menu.Dropdown>
      </Menu>
      <CopyButton text={location.href} label="Copy link" />
    </div>
  )
}

interface CompareToolsProps {
  readonly where: CompareAddress
  /** Clusters that have the object. */
  readonly candidates: readonly string[]
  readonly onSwap: (() => void) | undefined
  readonly wide: boolean
  readonly target: RefObject<HTMLButtonElement | null>
}

const PART_WORDS = { spec: 'Spec and metadata', status: 'Status', all: 'All' } as const
const MOST_SIDES = 4
