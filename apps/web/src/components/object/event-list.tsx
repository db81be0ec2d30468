import type { ReactElement } from 'react'

import { useResource, useTopicStore } from '../../live/live-context.tsx'
import type { ClusterSlice } from '../../live/resource-store.ts'
import { count, plainText } from '../../live/words.ts'
import type { ObjectAddress } from '../../search.ts'
import { Icon } from '../../ui/icon.tsx'
import { Ago } from '../grid/ago.tsx'
import { Folded } from './folded.tsx'
import classes from './object.module.css'
import { eventsOf, eventsRequest } from './object-events.ts'

/** What Kubernetes recorded of the object, the newest first. Who may not see events is shown nothing of them. */
export function EventList({ address, kind }: EventListProps): ReactElement | null {
  const { clusters, ended } = useResource(useTopicStore(eventsRequest(address, kind)))
  const slice = clusters.get(address.cluster)
  const events = eventsOf([...(slice?.rows.values() ?? [])].map(({ item }) => item))
  if (ended !== undefined && ended.code !== 'too_many') return null
  return (
    <section className={classes['events']} aria-label="Events">
      <h3>Events</h3>
      {ended !== undefined && (
        <p className={classes['meta']}>
          Too many lists with filters are open in this browser. Close one to see the events.
        </p>
      )}
      {ended === undefined && events.length === 0 && (
        <p className={classes['meta']}>{nothingWords(slice)}</p>
      )}
      {events.length > 0 && (
        <table className={classes['table']}>
          <thead className="visually-hidden">
            <tr>
              <th scope="col">Kind of event</th>
              <th scope="col">What happened</th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {events.slice(0, MOST).map(({ key, warning, reason, message, by, times, at }) => (
              <tr key={key}>
                <td className={classes['status']} data-tone={warning ? 'bad' : 'plain'}>
                  <Icon name={warning ? 'failed' : 'eye'} size={14} />{' '}
                  {warning ? 'Warning' : 'Normal'}
                </td>
                <td>
                  <span className={classes['reason']} dir="auto">
                    {plainText(reason)}{' '}
                    <span className={classes['meta']}>
                      {[plainText(by), times > 1 ? `${count(times)} times` : '']
                        .filter((word) => word !== '')
                        .join(', ')}
                    </span>
                  </span>
                  <span className={classes['message']} dir="auto">
                    <Folded text={plainText(message)} lines={20} />
                  </span>
                </td>
                <td className={classes['when']}>
                  <Ago at={at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {events.length > MOST && (
        <p className={classes['meta']}>and {count(events.length - MOST)} older ones</p>
      )}
    </section>
  )
}

interface EventListProps {
  readonly address: ObjectAddress
  readonly kind: string
}

function nothingWords(slice: ClusterSlice | undefined): string {
  switch (slice?.status.state) {
    case 'forbidden':
      return `${slice.topic.cluster} does not let Argus list events.`
    case 'absent':
      return `${slice.topic.cluster} has no events.`
    case undefined:
    case 'syncing':
      return 'Reading the events'
    case 'live':
    case 'stale':
    case 'unreachable':
      return slice?.complete === true
        ? 'None are kept. Kubernetes drops events after an hour or so.'
        : 'Reading the events'
  }
}

const MOST = 100
