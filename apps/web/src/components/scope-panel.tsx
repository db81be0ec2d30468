import { Checkbox, Popover } from '@mantine/core'
import type { ReactElement } from 'react'

import { useOpenedAtOnce } from '../ui/on-demand.tsx'
import { ClusterState } from './cluster-state.tsx'
import { ScopeButton, type ScopePickerProps } from './scope-button.tsx'
import classes from './scope-picker.module.css'

/** The clusters there are, each with its state, to be chosen from. */
export function ScopePanel(props: ScopePickerProps): ReactElement {
  const { clusters, chosen, onChoose, now } = props
  const { target, opened, setOpened } = useOpenedAtOnce()
  const toggle = (id: string) =>
    onChoose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  return (
    <Popover
      position="bottom-start"
      shadow="md"
      withinPortal={false}
      trapFocus
      returnFocus
      opened={opened}
      onChange={setOpened}
    >
      <Popover.Target>
        <ScopeButton {...props} ref={target} onClick={() => setOpened(!opened)} />
      </Popover.Target>
      <Popover.Dropdown className={classes['dropdown'] ?? ''}>
        <Checkbox
          className={classes['option'] ?? ''}
          label="All clusters"
          checked={chosen.length === 0}
          onChange={() => onChoose([])}
        />
        {clusters.map(({ id, state, since, lag, reason }) => (
          <div key={id} className={classes['option']} title={reason}>
            <Checkbox label={id} checked={chosen.includes(id)} onChange={() => toggle(id)} />
            <ClusterState state={state} since={since} lag={lag} now={now} />
          </div>
        ))}
      </Popover.Dropdown>
    </Popover>
  )
}
