import { UnstyledButton } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'

import type { ListNotice, NoticedCluster } from '../live/list-notices.ts'
import { clockTime } from '../live/times.ts'
import { count } from '../live/words.ts'
import { Icon } from '../ui/icon.tsx'
import classes from './list-notice.module.css'

/** One line above a list: which clusters are not live, what that means for their rows, and why. */
export function ListNoticeLine(props: ListNoticeProps): ReactElement {
  const { notice, resource, inScope, onShow } = props
  const { state, clusters } = notice
  const others = inScope.filter((id) => !clusters.some((noticed) => noticed.id === id))
  const reasons = [
    ...new Set(clusters.map(({ reason }) => reason).filter((reason) => reason !== '')),
  ]
  return (
    <div className={classes['notice']} data-state={state} role="status">
      <Icon name={state === 'left' ? 'gone' : state} />
      <span className={classes['words']}>{words(notice, resource)}</span>
      {state !== 'forbidden' && state !== 'left' && others.length > 0 && (
        <UnstyledButton className={classes['link']} onClick={() => onShow(others)}>
          {clusters.length === 1 ? 'Hide its rows' : 'Hide their rows'}
        </UnstyledButton>
      )}
      <span className={classes['why']} title={reasons.join('\n')}>
        {reasons.join('; ') || (state === 'left' ? '' : 'Argus keeps trying')}
      </span>
    </div>
  )
}

interface ListNoticeProps {
  readonly notice: ListNotice
  readonly resource: string
  /** Every cluster that the list shows. */
  readonly inScope: readonly string[]
  readonly onShow: (clusters: readonly string[]) => void
}

function words({ state, clusters }: ListNotice, resource: string): ReactNode {
  const [only, ...more] = clusters
  if (only !== undefined && more.length === 0) return one(state, only, resource)
  const names = clusters.map(({ id }) => id).join(', ')
  if (state === 'forbidden')
    return (
      <>
        <strong>{clusters.length} clusters</strong> do not let Argus list <em>{resource}</em>:{' '}
        {names}.
      </>
    )
  if (state === 'left')
    return (
      <>
        <strong>{clusters.length} clusters</strong> left this list: {names}. They were removed from
        Argus, or you may no longer see their <em>{resource}</em>.
      </>
    )
  return (
    <>
      <strong>{clusters.length} clusters</strong> are not live: {names} ({state}). Their{' '}
      {count(rowsOf(clusters))} rows show the last known state.
    </>
  )
}

function one(
  state: ListNotice['state'],
  { id, since, rows }: NoticedCluster,
  resource: string,
): ReactNode {
  switch (state) {
    case 'stale':
      return (
        <>
          <strong>{id}</strong> has been stale since <strong>{clockTime(since)}</strong>. Its{' '}
          {count(rows)} rows show the last known state.
        </>
      )
    case 'unreachable':
      return (
        <>
          <strong>{id}</strong> cannot be reached since <strong>{clockTime(since)}</strong>. Its{' '}
          {count(rows)} rows show the last known state.
        </>
      )
    case 'left':
      return (
        <>
          <strong>{id}</strong> left this list at <strong>{clockTime(since)}</strong>: it was
          removed from Argus, or you may no longer see its <em>{resource}</em>.
        </>
      )
    case 'forbidden':
      return (
        <>
          <strong>{id}</strong> does not let Argus list <em>{resource}</em>.
        </>
      )
  }
}

function rowsOf(clusters: readonly NoticedCluster[]): number {
  return clusters.reduce((sum, { rows }) => sum + rows, 0)
}
