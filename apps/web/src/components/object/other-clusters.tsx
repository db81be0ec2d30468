import type { KubernetesObject } from '@argus/contracts/gateway-frame'
import type { LiveRequest } from '@argus/live-client/live-event'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { comparable } from '../../live/comparable.ts'
import { differencesOf } from '../../live/field-diff.ts'
import { shownState } from '../../live/freshness.ts'
import { useFreshness, useResource, useTopicStore } from '../../live/live-context.tsx'
import type { ClusterSlice } from '../../live/resource-store.ts'
import { counted } from '../../live/words.ts'
import { objectParams, type ObjectAddress } from '../../search.ts'
import { NamedLine } from './named-object.tsx'
import classes from './object.module.css'

/** Where else an object of this name is, how it is there, and in how many fields it differs. */
export function OtherClusters({ object, address }: OtherClustersProps): ReactElement {
  const { clusters, answered, ended } = useResource(useTopicStore(everywhere(address)))
  const others = [...clusters.values()]
    .filter(({ topic }) => topic.cluster !== address.cluster)
    .toSorted((a, b) => (a.topic.cluster < b.topic.cluster ? -1 : 1))
  if (ended !== undefined)
    return <p className={classes['nothing']}>Other clusters are not shown to you.</p>
  if (others.length === 0)
    return (
      <p className={classes['nothing']}>
        {answered ? 'You see this kind in no other cluster.' : 'Reading the other clusters'}
      </p>
    )
  return (
    <ul className={classes['clusters']} aria-label="Other clusters">
      {others.map((slice) => (
        <li key={slice.topic.cluster}>
          <There slice={slice} object={object} address={address} />
        </li>
      ))}
    </ul>
  )
}

interface OtherClustersProps {
  readonly object: KubernetesObject | undefined
  readonly address: ObjectAddress
}

/** The same name in all clusters. */
function everywhere({ group, resource, namespace, name }: ObjectAddress): LiveRequest {
  return {
    topic: { cluster: '*', group, resource },
    name,
    shape: 'object',
    ...(namespace !== '' && { namespaces: [namespace] }),
  }
}

function There({ slice, object, address }: ThereProps): ReactElement {
  const told = useFreshness()
  const { cluster } = slice.topic
  const { namespace, name } = address
  const row = slice.rows.get(`${namespace}/${name}`)
  const there = row?.item.object
  return (
    <>
      <strong className={classes['cluster']}>{cluster}</strong>
      <NamedLine
        kind=""
        address={{ ...address, cluster }}
        note={
          there === undefined || object === undefined ? undefined : (
            <>
              {differenceWords(object, there)}{' '}
              <Link
                to="/r/$group/$resource/$cluster/$namespace/$name/compare"
                params={objectParams(address)}
                search={{ with: cluster, part: 'all' }}
                aria-label={`Compare with ${cluster}`}
              >
                Compare
              </Link>
            </>
          )
        }
        row={row}
        state={shownState(slice.status, told)}
        absence={slice.complete ? 'not there' : 'reading'}
      />
    </>
  )
}

interface ThereProps extends OtherClustersProps {
  readonly slice: ClusterSlice
}

/** In how many fields they differ, counted as the page that compares them shows them. */
function differenceWords(one: KubernetesObject, other: KubernetesObject): string {
  const count = differencesOf([comparable(one, 'all'), comparable(other, 'all')]).length
  return count === 0 ? 'no differences' : counted(count, 'difference')
}
