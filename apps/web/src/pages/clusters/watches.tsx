import { parseObjectKey } from '@argus/contracts/key'
import { watchesAnswerSchema } from '@argus/contracts/http/watches'
import { topicState } from '@argus/contracts/topic-status'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, type ReactElement } from 'react'

import { ClusterState } from '../../components/cluster-state.tsx'
import { isLoud, shownState, type Freshness, type ShownState } from '../../live/freshness.ts'
import { WATCHES } from '../../live/kinds.ts'
import { useFreshness, useResource, useTopicStore } from '../../live/live-context.tsx'
import type { ClusterSlice } from '../../live/resource-store.ts'
import { useSecond } from '../../live/second.ts'
import { count, plainText, seconds } from '../../live/words.ts'
import { useCalls } from '../calls/use-calls.ts'
import classes from '../clusters.module.css'

/** Everything that is followed in a cluster: how that goes, since when, why, and what to do about it. */
export function Watches({ cluster }: { readonly cluster: string }): ReactElement {
  const told = useFreshness()
  const now = useSecond()
  const state = useResource(useTopicStore(WATCHES))
  const slice = state.clusters.get(cluster)
  const watches = useMemo(() => watchesOf(slice, told), [slice, told])
  const advice = useAdvice(
    cluster,
    watches.filter(needsWords).map(({ id, state: own }) => `${id}:${own}`),
  )
  if (watches.length === 0)
    return (
      <p className={classes['nothing']}>
        {slice?.complete === true
          ? 'Nothing is followed here that you may see. Switch a plugin on, or open a kind of its APIs.'
          : 'Reading what is followed'}
      </p>
    )
  return (
    <div className={classes['scroll']}>
      <table className={classes['table']} data-cards>
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col">State</th>
            <th scope="col" data-right>
              Objects
            </th>
            <th scope="col" data-right>
              Lag
            </th>
            <th scope="col" data-right>
              Read again
            </th>
            <th scope="col">Replica</th>
          </tr>
        </thead>
        <tbody>
          {watches.map((watch) => (
            <tr key={watch.id} data-known={watch.state === 'live'}>
              <th scope="row">
                <Link
                  to="/r/$group/$resource"
                  params={watch}
                  search={{ clusters: cluster }}
                  title={plainText(watch.id)}
                  dir="auto"
                >
                  {plainText(watch.kind)}
                </Link>
                <span className={classes['reason']} dir="auto">
                  {plainText(watch.group)}
                </span>
              </th>
              <td>
                <ClusterState state={watch.state} since={watch.since} lag={undefined} now={now} />
                {needsWords(watch) && watch.reason !== '' && (
                  <span className={classes['reason']} dir="auto">
                    {plainText(watch.reason)}
                  </span>
                )}
                {needsWords(watch) && advice.get(watch.id) !== undefined && (
                  <span className={`${classes['reason']} ${classes['advice']}`} dir="auto">
                    {plainText(advice.get(watch.id) ?? '')}
                  </span>
                )}
              </td>
              <td className="number" data-right>
                {count(watch.objects)} <span className={classes['only-phone']}>objects</span>
              </td>
              <td className="number" data-right>
                {watch.lag === undefined ? '–' : seconds(watch.lag)}{' '}
                <span className={classes['only-phone']}>behind</span>
              </td>
              <td className="number" data-right>
                <span className={classes['only-phone']}>read again</span> {count(watch.relists)}
              </td>
              <td dir="auto">{plainText(watch.replica ?? '–')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface Watch {
  /** `<group>.<resource>`, as in its key. */
  readonly id: string
  readonly group: string
  readonly resource: string
  readonly kind: string
  readonly state: ShownState
  readonly since: number
  readonly reason: string
  readonly objects: number
  readonly lag: number | undefined
  readonly relists: number
  readonly replica: string | undefined
}

/** Those in trouble first, those that are not installed last, then by kind. */
function watchesOf(slice: ClusterSlice | undefined, told: Freshness): readonly Watch[] {
  if (slice === undefined) return []
  return [...slice.rows.values()]
    .map(({ item }): Watch => {
      const { name: id } = parseObjectKey(item.key)
      const dot = id.lastIndexOf('.')
      const [kind, cell, since, objects, lag, relists, replica] = item.cells
      // What carries the report overrules it: an old "live" is no news.
      const own = topicState.catch('syncing').parse(cell)
      const state = shownState(
        { state: slice.status.state === 'live' ? own : slice.status.state },
        told,
      )
      const offline = isLoud(told) && 'since' in told && state === 'offline'
      return {
        id,
        group: id.slice(0, dot),
        resource: id.slice(dot + 1),
        kind: String(kind),
        state,
        since: offline ? told.since : (numberOf(since) ?? slice.status.since),
        reason: item.reason,
        objects: numberOf(objects) ?? 0,
        lag: numberOf(lag),
        relists: numberOf(relists) ?? 0,
        replica: typeof replica === 'string' ? replica : undefined,
      }
    })
    .toSorted((a, b) => rankOf(a) - rankOf(b) || a.kind.localeCompare(b.kind))
}

const rankOf = ({ state }: Watch): number => (state === 'live' ? 1 : state === 'absent' ? 2 : 0)

/** What is not installed is no trouble, and its word says all there is. */
const needsWords = ({ state }: Watch): boolean => state !== 'live' && state !== 'absent'

const numberOf = (cell: unknown): number | undefined =>
  typeof cell === 'number' ? cell : undefined

/** What may be done about each that is not live: asked for anew when these change. */
function useAdvice(cluster: string, troubled: readonly string[]): ReadonlyMap<string, string> {
  const calls = useCalls()
  const { data } = useQuery({
    queryKey: ['watch-advice', cluster, troubled],
    enabled: troubled.length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      calls.ask({
        path: `/api/clusters/${encodeURIComponent(cluster)}/watches`,
        answer: watchesAnswerSchema,
        signal,
      }),
  })
  return useMemo(
    () =>
      new Map(
        data?.watches.flatMap(({ group, resource, advice }) =>
          advice === undefined ? [] : [[`${group}.${resource}`, advice] as const],
        ),
      ),
    [data],
  )
}
