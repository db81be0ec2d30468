import type { PluginEntry } from '@argus/contracts/plugin-manifest'
import { Fragment, type ReactElement } from 'react'

import type { ClusterSummary } from '../../live/clusters.ts'
import type { Presence } from '../../live/plugin-health.ts'
import { clockTime } from '../../live/times.ts'
import { counted, plainText, seconds } from '../../live/words.ts'
import { Icon } from '../../ui/icon.tsx'
import { StateSign, STATE_WORDS } from '../cluster-state.tsx'
import classes from './plugin.module.css'

interface ClusterHere extends ClusterSummary {
  readonly presence: Presence
}

/** The clusters in scope: how far each can be trusted, and what it has of the plugin. */
export function ClusterStrip({
  plugin,
  clusters,
}: {
  readonly plugin: PluginEntry
  readonly clusters: readonly ClusterHere[]
}): ReactElement {
  const lacking = clusters.filter(({ presence }) => presence.type === 'absent')
  const looked = plugin.resources.find(({ expected }) => expected) ?? plugin.resources[0]
  return (
    <>
      <ul className={classes['strip']} aria-label="Clusters">
        {clusters.map(({ id, state, since, lag, presence }) => (
          <li key={id} data-state={state}>
            <span className={classes['place']}>
              <strong>{id}</strong>
              <span className={classes['state']} data-state={state}>
                <StateSign state={state} /> {STATE_WORDS[state]}
              </span>
            </span>
            <span className={classes['meta']}>
              <PresenceWords presence={presence} />
              {state === 'live'
                ? lag !== undefined && `, ${seconds(lag)} behind`
                : state !== 'syncing' && `, since ${clockTime(since)}`}
            </span>
          </li>
        ))}
      </ul>
      {lacking.length > 0 && (
        <p className={classes['absent']} role="status">
          <Icon name="absent" />
          <span>
            {plainText(plugin.name)} was not found in{' '}
            {lacking.map(({ id }, at) => (
              <Fragment key={id}>
                {at > 0 && ', '}
                <strong>{id}</strong>
              </Fragment>
            ))}
            {looked !== undefined && ` (looked for ${looked.resource}.${looked.group})`}. The page
            fills by itself when it is installed.
          </span>
        </p>
      )}
    </>
  )
}

function PresenceWords({ presence }: { readonly presence: Presence }): ReactElement {
  switch (presence.type) {
    case 'reading':
      return <>Reading</>
    case 'absent':
      return (
        <span className={classes['sign']}>
          <Icon name="absent" size={13} /> not installed
        </span>
      )
    case 'off':
      return <>turned off here by an administrator</>
    case 'present':
      return (
        <>
          {presence.live} of {counted(presence.kinds, 'kind')} live
          {presence.forbidden > 0 && (
            <span className={classes['forbidden']}>
              <Icon name="forbidden" size={13} /> {presence.forbidden} forbidden
            </span>
          )}
        </>
      )
  }
}
