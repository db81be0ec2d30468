import { Link } from '@tanstack/react-router'
import { useEffect, useRef, type ReactElement } from 'react'

import { ConnectionBanner } from '../../live/connection-banner.tsx'
import { shownSince, shownState } from '../../live/freshness.ts'
import { toldDifferences } from '../../live/marked-differences.ts'
import { useSecond } from '../../live/second.ts'
import { counted, plainText } from '../../live/words.ts'
import { objectParams, type ObjectAddress } from '../../search.ts'
import { Icon } from '../../ui/icon.tsx'
import { usePhone } from '../../ui/use-phone.ts'
import { useCommands } from '../commands/use-commands.ts'
import { ListEnded } from '../list-ended.tsx'
import { PageHeader } from '../page-header.tsx'
import { StatusBar } from '../status-bar.tsx'
import { useClusters } from '../use-clusters.ts'
import { useKind } from '../use-kind.ts'
import { ChooseSide } from './choose-side.tsx'
import { CompareTools } from './compare-tools.tsx'
import classes from './compare.module.css'
import { DifferenceList } from './difference-list.tsx'
import { FieldTable } from './field-table.tsx'
import { MissingSides } from './missing-sides.tsx'
import { SideLines } from './side-lines.tsx'
import { useCompareAddress, useComparison } from './use-comparison.ts'

/** An object in two to four clusters, live: what differs as a list, and where it stands. */
export function ComparePage({ address }: { readonly address: ObjectAddress }): ReactElement {
  const { group, resource, cluster, namespace, name } = address
  const where = useCompareAddress(address)
  const { comparison, state, togglePin } = useComparison(address, where)
  const kind = useKind(group, resource, state)
  const { told } = useClusters()
  const now = useSecond()
  const phone = usePhone()
  const addButton = useRef<HTMLButtonElement>(null)
  const differences = comparison.differences && toldDifferences(comparison.differences, now)
  const here = differences?.filter(({ goneAt }) => goneAt === undefined) ?? []
  const step = (by: 1 | -1) => {
    const from = here.findIndex(({ path }) => path === where.at)
    const next = here[from === -1 ? (by === 1 ? 0 : here.length - 1) : from + by]
    if (next !== undefined) where.change({ at: next.path })
  }
  const swap =
    where.clusters.length === 2
      ? () => where.change({ clusters: where.clusters.toReversed() })
      : undefined
  useCommands({
    'next-difference': () => step(1),
    'previous-difference': () => step(-1),
    'swap-sides': swap,
    'add-cluster': () => addButton.current?.click(),
  })
  const shown = plainText(name)
  const many = differences && counted(here.length, 'difference')
  useEffect(() => {
    document.title = `${many === undefined ? '' : `${many} · `}${shown} · Argus`
  }, [many, shown])
  if (state.ended !== undefined) return <ListEnded code={state.ended.code} title={kind.title} />
  const slices = [...state.clusters.values()]
  const has = slices.filter(({ rows }) => rows.get(`${namespace}/${name}`) !== undefined)
  const sideBySide = where.form === 'side' && where.clusters.length === 2 && !phone
  const parts = { comparison, differences: differences ?? [], state, told, now, where, togglePin }
  return (
    <>
      <PageHeader>
        <Link to="/explore">Explorer</Link>
        <Icon name="chevron-right" size={13} />
        <Link to="/r/$group/$resource" params={{ group, resource }}>
          {kind.title}
        </Link>
        <Icon name="chevron-right" size={13} />
        <Link
          to="/r/$group/$resource/$cluster/$namespace/$name"
          params={objectParams(address)}
          dir="auto"
        >
          {shown}
        </Link>
        <Icon name="chevron-right" size={13} />
        <strong>Compare</strong>
      </PageHeader>
      <ConnectionBanner told={told} />
      <main className={classes['page']}>
        <div className={classes['head']}>
          <Icon name="compare" />
          <h1 dir="auto">{shown}</h1>
          <span className={classes['meta']}>
            {plainText(slices[0]?.shape.kind ?? resource)}, {group}
            {namespace !== '' && `, namespace ${plainText(namespace)}`}
          </span>
          <span className={classes['space']} />
          <CompareTools
            where={where}
            candidates={has.map(({ topic }) => topic.cluster)}
            onSwap={swap}
            wide={!phone}
            target={addButton}
          />
        </div>
        {where.ignored.map((sentence) => (
          <p key={sentence} className={classes['note']} role="status">
            {sentence}
          </p>
        ))}
        {where.clusters.length < 2 ? (
          <ChooseSide
            cluster={cluster}
            others={has.map(({ topic }) => topic.cluster).filter((one) => one !== cluster)}
            name={shown}
            onChoose={(other) => where.change({ clusters: [cluster, other] })}
          />
        ) : differences === undefined ? (
          <MissingSides sides={comparison.sides} name={shown} />
        ) : (
          <div className={classes['body']}>
            {!phone && (
              <DifferenceList
                differences={differences}
                sides={where.clusters.length}
                at={where.at}
                now={now}
                onGo={(at) => where.change({ at })}
              />
            )}
            {sideBySide ? <SideLines {...parts} /> : <FieldTable {...parts} />}
          </div>
        )}
      </main>
      <StatusBar
        told={told}
        clusters={slices
          .filter(({ topic }) => where.clusters.includes(topic.cluster))
          .map(({ topic, status, lag }) => ({
            id: topic.cluster,
            state: shownState(status, told),
            since: shownSince(status, told),
            lag,
          }))}
      >
        <span className="not-on-phones">{elsewhere(slices, has, where.clusters)}</span>
      </StatusBar>
    </>
  )
}

type Slices = readonly { readonly topic: { readonly cluster: string } }[]

/** Where else the name exists, and where it does not. */
function elsewhere(slices: Slices, has: Slices, compared: readonly string[]): string {
  const names = (some: Slices) => some.map(({ topic }) => topic.cluster).join(', ')
  const others = has.filter(({ topic }) => !compared.includes(topic.cluster))
  const lacking = slices.filter((slice) => !has.includes(slice))
  return [
    others.length > 0 ? `Also in ${names(others)}.` : '',
    lacking.length > 0 ? `Not in ${names(lacking)}.` : '',
  ].join(' ')
}
