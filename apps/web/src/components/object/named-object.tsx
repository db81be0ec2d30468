import { Link } from '@tanstack/react-router'
import type { ReactElement, ReactNode } from 'react'

import { shownState, type ShownState } from '../../live/freshness.ts'
import { useFreshness, useResource, useTopicStore } from '../../live/live-context.tsx'
import type { LiveRow } from '../../live/resource-store.ts'
import { plainText } from '../../live/words.ts'
import { objectParams, type ObjectAddress } from '../../search.ts'
import { StateSign, STATE_WORDS } from '../cluster-state.tsx'
import { HealthLabel } from '../health.tsx'
import classes from './named-object.module.css'

/**
 * An object that another one names, with its health, live. Where its kind lies in no namespace, the one given is not
 * used. Of what may not be seen there is its name alone: that stands in the object that names it.
 */
export function NamedObject({ kind, address, note }: NamedObjectProps): ReactElement {
  const { cluster, group, resource, name } = address
  const told = useFreshness()
  const request = { topic: { cluster, group, resource }, name, shape: 'row' } as const
  const state = useResource(useTopicStore(request))
  const slice = state.clusters.get(cluster)
  const namespace = slice?.shape.namespaced === false ? '' : address.namespace
  return (
    <NamedLine
      kind={kind}
      address={{ ...address, namespace }}
      note={note}
      row={slice?.rows.get(`${namespace}/${name}`)}
      state={slice && shownState(slice.status, told)}
      absence={absenceWord(state.ended !== undefined, slice?.complete)}
    />
  )
}

interface NamedObjectProps {
  readonly kind: string
  readonly address: ObjectAddress
  /** What more is to be said of it. */
  readonly note?: ReactNode
}

function absenceWord(ended: boolean, complete: boolean | undefined): string {
  if (ended) return 'not shown'
  return complete === true ? 'not there' : 'reading'
}

/** A line for an object that is named, whoever follows it. */
export function NamedLine({
  kind,
  address,
  note,
  row,
  state,
  absence,
}: NamedLineProps): ReactElement {
  const name = plainText(address.name)
  const reason = plainText(row?.item.reason ?? '')
  return (
    <span className={classes['named']}>
      <span className={classes['health']}>
        {row === undefined ? (
          <span className={classes['meta']}>{absence}</span>
        ) : (
          <HealthLabel health={row.item.health} known={state === 'live'} />
        )}
      </span>
      <span className={classes['name']} dir="auto">
        {row === undefined ? (
          name
        ) : (
          <Link to="/r/$group/$resource/$cluster/$namespace/$name" params={objectParams(address)}>
            {name}
          </Link>
        )}{' '}
        <span className={classes['meta']}>{plainText(kind)}</span>
        {note !== undefined && <span className={classes['note']}>{note}</span>}
      </span>
      <span className={classes['why']} title={reason} dir="auto">
        {reason}
      </span>
      {state !== undefined && state !== 'live' && state !== 'syncing' && (
        <span title={STATE_WORDS[state]}>
          <StateSign state={state} />
        </span>
      )}
    </span>
  )
}

interface NamedLineProps extends NamedObjectProps {
  readonly row: LiveRow | undefined
  /** How far its cluster can be trusted. */
  readonly state: ShownState | undefined
  /** What is said where there is no such row. */
  readonly absence: string
}
