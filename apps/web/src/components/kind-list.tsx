import { Link } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react'

import { ConnectionBanner } from '../live/connection-banner.tsx'
import { isLoud, shownState } from '../live/freshness.ts'
import { rowsOf } from '../live/kinds.ts'
import { useFreshness, useResource, useTopicStore } from '../live/live-context.tsx'
import { listNotices } from '../live/list-notices.ts'
import { count } from '../live/words.ts'
import { unknownValue } from '../search.ts'
import { Icon } from '../ui/icon.tsx'
import { ColumnMenu } from './column-menu.tsx'
import { FilterBar } from './filter-bar.tsx'
import { narrow } from './grid/columns.ts'
import { Grid } from './grid/grid.tsx'
import { shownColumns, unknownColumns } from './grid/shown-columns.ts'
import classes from './kind-list.module.css'
import { ListEmpty } from './list-empty.tsx'
import { ListEnded } from './list-ended.tsx'
import { ListNoticeLine } from './list-notice.tsx'
import { ListStatus } from './list-status.tsx'
import { ListTitle } from './list-title.tsx'
import { Drawer } from './object/drawer.tsx'
import { PageHeader } from './page-header.tsx'
import { Split } from './split.tsx'
import { useKind } from './use-kind.ts'
import { useListAddress } from './use-list-address.ts'
import { useColumns, useLiveList } from './use-live-list.ts'
import { useWalk } from './use-walk.ts'

/** The live list of one kind, merged over clusters, and beside it the object that is open. */
export function KindList({ group, resource }: KindListProps): ReactElement {
  const told = useFreshness()
  const store = useTopicStore(rowsOf({ group, resource }))
  const state = useResource(store)
  const kind = useKind(group, resource, state)
  const columnNames = useMemo(() => kind.shape?.columns.map(({ name }) => name) ?? [], [kind.shape])
  const address = useListAddress(columnNames)
  const { query, setQuery, chosen, open, tab, setTab, scope } = address
  const { list, view } = useLiveList(store, query)
  const all = useColumns(kind.shape, state)
  const columns = useMemo(() => shownColumns(all, chosen), [all, chosen])
  // Before the shape is known nothing can be said about names.
  const unknown = kind.shape === undefined ? [] : unknownColumns(all, chosen)
  const ignored = [...address.ignored, ...unknown.map((name) => unknownValue('cols', name))]
  const narrowed = useMemo(() => narrow(columns), [columns])
  const field = useRef<HTMLInputElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  const walk = useWalk({ address, list, view, field, grid })
  const [onScreen, setOnScreen] = useState(0)
  useTitle(view.counts.get('Failed') ?? 0, kind.title)

  if (state.ended !== undefined) return <ListEnded code={state.ended.code} title={kind.title} />
  const slices = [...state.clusters.values()]
    .filter(({ topic }) => query.clusters.length === 0 || query.clusters.includes(topic.cluster))
    .toSorted((one, other) => (one.topic.cluster < other.topic.cluster ? -1 : 1))
  const statusOf = (cluster: string) => state.clusters.get(cluster)?.status ?? { state: 'live' }
  return (
    <>
      <PageHeader chosen={query.clusters} onChoose={(clusters) => setQuery({ ...query, clusters })}>
        <Link to="/explore" search={{ clusters: scope }}>
          Explorer
        </Link>
        <Icon name="chevron-right" size={13} />
        <strong>{kind.title}</strong>
      </PageHeader>
      <Split
        side={
          open && (
            <Drawer
              key={walk.openId}
              group={group}
              resource={resource}
              object={open}
              tab={tab}
              onTab={setTab}
              onClose={walk.close}
              onStep={walk.step}
              focus={walk.byKey}
            />
          )
        }
      >
        <main className={classes['main']}>
          <ListTitle
            kind={kind}
            group={group}
            wouldMove={view.wouldMove}
            onSort={() => list.sortNow()}
          >
            {open === undefined && (
              <ColumnMenu all={all} shown={columns} onChoose={address.setChosen} />
            )}
          </ListTitle>
          <FilterBar
            known={!isLoud(told) && slices.some(({ status }) => status.state === 'live')}
            query={query}
            view={view}
            namespaces={kind.namespaces}
            onQuery={setQuery}
            field={field}
          />
          {ignored.map((sentence) => (
            <p key={sentence} className={classes['ignored']} role="status">
              {sentence}
            </p>
          ))}
          <ConnectionBanner told={told} />
          {listNotices(slices, told).map((notice) => (
            <ListNoticeLine
              key={notice.state}
              notice={notice}
              resource={`${resource}.${group}`}
              inScope={slices.map(({ topic }) => topic.cluster)}
              onShow={(clusters) => setQuery({ ...query, clusters })}
            />
          ))}
          <div className={classes['list']}>
            <Grid
              ref={grid}
              label={kind.title}
              list={list}
              view={view}
              columns={open === undefined ? columns : narrowed}
              sort={query.sort}
              onSort={(sort) => setQuery({ ...query, sort })}
              stateOf={(cluster) => shownState(statusOf(cluster), told)}
              active={walk.active}
              onActive={walk.goTo}
              open={walk.openId}
              onOpen={walk.open}
              onShown={setOnScreen}
            />
            <ListEmpty
              state={state}
              shown={view.ids.length}
              title={kind.title}
              onClear={() =>
                setQuery({ ...query, text: '', health: [], namespaces: [], clusters: [] })
              }
            />
          </div>
        </main>
      </Split>
      <ListStatus
        told={told}
        slices={slices}
        store={store}
        onScreen={onScreen}
        matching={view.matching}
      />
    </>
  )
}

interface KindListProps {
  readonly group: string
  readonly resource: string
}

function useTitle(failed: number, title: string): void {
  useEffect(() => {
    document.title = `${failed === 0 ? '' : `${count(failed)} failed · `}${title} · Argus`
  }, [failed, title])
}
