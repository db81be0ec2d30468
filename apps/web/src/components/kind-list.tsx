import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useMemo, useRef, useState, type ReactElement } from 'react'

import { ConnectionBanner } from '../live/connection-banner.tsx'
import { isLoud, shownState } from '../live/freshness.ts'
import { rowsOf } from '../live/kinds.ts'
import { useFreshness, useOutline, useTopicStore } from '../live/live-context.tsx'
import { listNotices } from '../live/list-notices.ts'
import { filterFault, type FilterName } from '../live/server-filter.ts'
import { count, plainText } from '../live/words.ts'
import { unknownValue } from '../search.ts'
import { Icon } from '../ui/icon.tsx'
import { usePhone } from '../ui/use-phone.ts'
import { FilterBar } from './filter-bar.tsx'
import { narrow } from './grid/columns.ts'
import { Grid } from './grid/grid.tsx'
import { shownColumns, unknownColumns } from './grid/shown-columns.ts'
import classes from './kind-list.module.css'
import { ListActions, other } from './list-actions.tsx'
import { ListEmpty } from './list-empty.tsx'
import { ListEnded } from './list-ended.tsx'
import { ListNoticeLine } from './list-notice.tsx'
import { ListStatus } from './list-status.tsx'
import { ListTitle } from './list-title.tsx'
import { PageHeader } from './page-header.tsx'
import { PauseBanner } from './pause-banner.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { ServerFilters } from './server-filters.tsx'
import { SortMenu } from './sort-menu.tsx'
import { Split } from './split.tsx'
import { useKind } from './use-kind.ts'
import { useListAddress } from './use-list-address.ts'
import { useColumns, useLiveList } from './use-live-list.ts'
import { useSelection } from './use-selection.ts'
import { useServerFilter } from './use-server-filter.ts'
import { useWalk } from './use-walk.ts'

/** The live list of one kind, merged over clusters, and beside it the object that is open. */
export function KindList({ group, resource }: KindListProps): ReactElement {
  const told = useFreshness()
  const { filter, setFilter, ignored: tooLong } = useServerFilter()
  const store = useTopicStore(rowsOf({ group, resource }, filter))
  const state = useOutline(store)
  const fault = filterFault(filter, state)
  const kind = useKind(group, resource, state)
  const columnNames = useMemo(() => kind.shape?.columns.map(({ name }) => name) ?? [], [kind.shape])
  const address = useListAddress(columnNames)
  const { query, setQuery, chosen, open, tab, setTab, scope, density } = address
  const { list, view } = useLiveList(store, query)
  const all = useColumns(kind.shape, store)
  const columns = useMemo(() => shownColumns(all, chosen), [all, chosen])
  // Before the shape is known nothing can be said about names.
  const unknown = kind.shape === undefined ? [] : unknownColumns(all, chosen)
  const ignored = [
    ...address.ignored,
    ...tooLong,
    ...unknown.map((name) => unknownValue('cols', name)),
  ]
  const narrowed = useMemo(() => narrow(columns), [columns])
  const field = useRef<HTMLInputElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  const filterButton = useRef<HTMLButtonElement>(null)
  const exportButton = useRef<HTMLButtonElement>(null)
  const viewButton = useRef<HTMLButtonElement>(null)
  const columnsButton = useRef<HTMLButtonElement>(null)
  const [asked, setAsked] = useState<FilterName>()
  const selection = useSelection(list, view)
  const paused = view.waiting !== undefined
  const toggle = () => (paused ? list.resume() : list.pause())
  const walk = useWalk({
    address,
    list,
    view,
    field,
    grid,
    choosing: selection.ids.size > 0,
    actions: {
      pause: toggle,
      filter: () => filterButton.current?.click(),
      export: () => exportButton.current?.click(),
      view: () => viewButton.current?.click(),
      // Beside an open object there is no such button.
      columns: open === undefined ? () => columnsButton.current?.click() : undefined,
      density: () => address.setDensity(other(density)),
    },
  })
  const [onScreen, setOnScreen] = useState(0)
  // One line for a row needs more than a telephone has.
  const phone = usePhone()
  useTitle(view.counts.get('Failed') ?? 0, kind.title, paused)

  if (state.ended !== undefined && fault === undefined)
    return <ListEnded code={state.ended.code} title={kind.title} />
  const slices = [...state.clusters.values()]
    .filter(({ topic }) => query.clusters.length === 0 || query.clusters.includes(topic.cluster))
    .toSorted((one, two) => (one.topic.cluster < two.topic.cluster ? -1 : 1))
  const statusOf = (cluster: string) => state.clusters.get(cluster)?.status ?? { state: 'live' }
  const shown = open === undefined ? columns : narrowed
  const clear = () => {
    setQuery({ ...query, text: '', health: [], namespaces: [], clusters: [] })
    if (filter.labels !== '' || filter.cel !== '') setFilter({ labels: '', cel: '' })
  }
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
            <Suspense fallback={<aside aria-busy />}>
              <Drawer
                key={walk.openId}
                address={{ ...open, group, resource }}
                tab={tab}
                onTab={setTab}
                onClose={walk.close}
                onStep={walk.step}
                focus={walk.byKey}
              />
            </Suspense>
          )
        }
      >
        <main className={classes['main']} data-paused={paused || undefined}>
          <ListTitle
            kind={kind}
            group={group}
            wouldMove={view.wouldMove}
            onSort={() => list.sortNow()}
          >
            {phone && (
              <SortMenu
                columns={columns}
                sort={query.sort}
                onSort={(sort) => setQuery({ ...query, sort })}
              />
            )}
            <ListActions
              kind={{ title: kind.title, resource }}
              list={list}
              view={view}
              address={address}
              all={all}
              shown={columns}
              wide={open === undefined && !phone}
              source={{ slices, told, selection }}
              onPause={toggle}
              buttons={{ columns: columnsButton, export: exportButton, view: viewButton }}
            />
          </ListTitle>
          <FilterBar
            known={!isLoud(told) && slices.some(({ status }) => status.state === 'live')}
            query={query}
            view={view}
            namespaces={kind.namespaces}
            onQuery={setQuery}
            onAsk={setAsked}
            field={field}
            menu={filterButton}
          />
          <ServerFilters
            filter={filter}
            asked={asked}
            fault={fault}
            onFilter={setFilter}
            onAsk={setAsked}
          />
          {ignored.map((sentence) => (
            <p key={sentence} className={classes['ignored']} role="status">
              {plainText(sentence)}
            </p>
          ))}
          <ConnectionBanner told={told} />
          {listNotices(state, told).map((notice) => (
            <ListNoticeLine
              key={notice.state}
              notice={notice}
              resource={`${resource}.${group}`}
              inScope={slices.map(({ topic }) => topic.cluster)}
              onShow={(clusters) => setQuery({ ...query, clusters })}
            />
          ))}
          {view.waiting !== undefined && (
            <PauseBanner waiting={view.waiting} onResume={() => list.resume()} />
          )}
          <div className={classes['list']}>
            <Grid
              ref={grid}
              label={kind.title}
              list={list}
              view={view}
              columns={shown}
              sort={query.sort}
              onSort={(sort) => setQuery({ ...query, sort })}
              stateOf={(cluster) => shownState(statusOf(cluster), told)}
              active={walk.active}
              onActive={walk.goTo}
              open={walk.openId}
              onOpen={walk.open}
              onShown={setOnScreen}
              form={phone ? 'lines' : density}
              selected={selection.ids}
              onSelect={selection.select}
            />
            {fault === undefined ? (
              <ListEmpty
                state={state}
                shown={view.ids.length}
                title={kind.title}
                narrowed={filter.labels !== '' || filter.cel !== ''}
                onClear={clear}
              />
            ) : (
              <p className={classes['fault']}>
                Nothing is shown: a filter could not be used. It says above why.
              </p>
            )}
          </div>
          <SelectionBar
            selection={selection}
            place={{ group, resource }}
            kind={group === 'core' ? resource : `${resource}.${group}`}
          />
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

/** With what shows YAML: half of this page's script, and most lists are looked at before anything is opened. */
const Drawer = lazy(async () => ({ default: (await import('./object/drawer.tsx')).Drawer }))

interface KindListProps {
  readonly group: string
  readonly resource: string
}

function useTitle(failed: number, title: string, paused: boolean): void {
  useEffect(() => {
    const trouble = failed === 0 ? '' : `${count(failed)} failed · `
    document.title = `${paused ? '(paused) ' : ''}${trouble}${title} · Argus`
  }, [failed, title, paused])
}
