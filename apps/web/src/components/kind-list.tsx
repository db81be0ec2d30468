import { Button } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState, type ReactElement } from 'react'

import { ConnectionBanner } from '../live/connection-banner.tsx'
import { isLoud, shownSince, shownState } from '../live/freshness.ts'
import { rowsOf } from '../live/kinds.ts'
import { useFreshness, useResource, useTopicStore } from '../live/live-context.tsx'
import type { ListQuery } from '../live/list-query.ts'
import { listNotices } from '../live/list-notices.ts'
import { perSecond } from '../live/rate.ts'
import { nameOf, namespaceOf } from '../live/row-compare.ts'
import { useSecond } from '../live/second.ts'
import { count, rateWord } from '../live/words.ts'
import { readListSearch, readOpen, writeList, writeOpen, writeSort } from '../search.ts'
import { Icon, isIconName } from '../ui/icon.tsx'
import { FilterBar } from './filter-bar.tsx'
import { narrow } from './grid/columns.ts'
import { Grid } from './grid/grid.tsx'
import classes from './kind-list.module.css'
import { ListEmpty } from './list-empty.tsx'
import { ListNoticeLine } from './list-notice.tsx'
import { Lost } from './lost.tsx'
import { Drawer, type DrawerTab } from './object/drawer.tsx'
import { PageHeader } from './page-header.tsx'
import { Split } from './split.tsx'
import { StatusBar } from './status-bar.tsx'
import { useKind } from './use-kind.ts'
import { useListKeys } from './use-list-keys.ts'
import { useColumns, useLiveList } from './use-live-list.ts'

const ROUTE = '/shell/r/$group/$resource'

/** The live list of one kind, merged over clusters, and beside it the object that is open. */
export function KindList({ group, resource }: KindListProps): ReactElement {
  const search = useSearch({ from: ROUTE })
  const navigate = useNavigate({ from: '/r/$group/$resource' })
  const told = useFreshness()
  const now = useSecond()
  const store = useTopicStore(rowsOf({ group, resource }))
  const state = useResource(store)
  const kind = useKind(group, resource, state)
  const columnNames = useMemo(() => kind.shape?.columns.map(({ name }) => name) ?? [], [kind.shape])
  const { query, ignored } = useMemo(
    () => readListSearch(search, columnNames),
    [search, columnNames],
  )
  const { list, view } = useLiveList(store, query)
  const columns = useColumns(kind.shape, state)
  const narrowed = useMemo(() => narrow(columns), [columns])
  const [active, setActive] = useState<string>()
  const [onScreen, setOnScreen] = useState(0)
  const [byKey, setByKey] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  const open = readOpen(search.open)
  const openId = open && `${open.cluster}/${open.namespace}/${open.name}`

  const setQuery = (next: ListQuery) => {
    const text = {
      q: next.text || undefined,
      health: writeList(next.health),
      ns: writeList(next.namespaces),
    }
    const places = { clusters: writeList(next.clusters), sort: writeSort(next.sort, columnNames) }
    void navigate({
      search: (old) => ({ ...old, ...text, ...places }),
      replace: next.text !== query.text,
    })
  }
  const openRow = useCallback(
    (id: string, by: 'key' | 'pointer') => {
      const row = list.row(id)
      if (row === undefined) return
      const object = writeOpen({
        cluster: row.cluster,
        namespace: namespaceOf(row),
        name: nameOf(row),
      })
      setActive(id)
      setByKey(by === 'key')
      list.active()
      void navigate({
        search: (old) => ({ ...old, open: object }),
        replace: search.open !== undefined,
      })
    },
    [list, navigate, search.open],
  )
  const close = () => {
    void navigate({ search: (old) => ({ ...old, open: undefined, tab: undefined }) })
    grid.current?.focus()
  }
  const step = (by: number) => {
    const from = view.ids.indexOf(openId ?? active ?? '')
    const id = view.ids[Math.max(0, Math.min(view.ids.length - 1, from + by))]
    if (id === undefined) return
    setActive(id)
    if (open !== undefined) openRow(id, 'pointer')
    else grid.current?.focus()
  }
  const isOpen = open !== undefined
  useEffect(() => list.keepPlaces(isOpen), [list, isOpen])
  useListKeys({
    find: () => field.current?.focus(),
    sort: () => list.sortNow(),
    health: (health) => setQuery({ ...query, health: query.health[0] === health ? [] : [health] }),
    step,
    close: () => {
      if (open !== undefined) close()
    },
  })
  const failed = view.counts.get('Failed') ?? 0
  useEffect(() => {
    document.title = `${failed === 0 ? '' : `${count(failed)} failed · `}${kind.title} · Argus`
  }, [failed, kind.title])

  if (state.ended !== undefined) return <Ended code={state.ended.code} title={kind.title} />
  const slices = [...state.clusters.values()]
  const inScope = slices.filter(
    ({ topic }) => query.clusters.length === 0 || query.clusters.includes(topic.cluster),
  )
  const notices = listNotices(
    { ...state, clusters: new Map(inScope.map((slice) => [slice.topic.cluster, slice])) },
    told,
  )
  const others = slices.map(({ topic }) => topic.cluster)
  const rate = inScope.reduce(
    (sum, { topic }) => sum + perSecond(store.rate(topic.cluster, now), now),
    0,
  )
  return (
    <>
      <PageHeader chosen={query.clusters} onChoose={(clusters) => setQuery({ ...query, clusters })}>
        <Link to="/explore" search={{ clusters: search.clusters }}>
          Explorer
        </Link>
        <Icon name="chevron-right" size={13} />
        <strong>{kind.title}</strong>
      </PageHeader>
      <Split
        open={open !== undefined}
        side={
          open && (
            <Drawer
              key={openId}
              group={group}
              resource={resource}
              object={open}
              tab={tabOf(search.tab)}
              onTab={(tab) =>
                void navigate({
                  search: (old) => ({ ...old, tab: tab === 'yaml' ? undefined : tab }),
                  replace: true,
                })
              }
              onClose={close}
              onStep={step}
              focus={byKey}
            />
          )
        }
      >
        <main className={classes['main']}>
          <div className={classes['title']}>
            <Icon name={isIconName(kind.plugin) ? kind.plugin : 'kind'} size={18} />
            <h1>{kind.title}</h1>
            <span className={classes['group']}>{group}</span>
            <span className={classes['space']} />
            {view.wouldMove > 0 && (
              <span className={classes['held']}>
                Order held,{' '}
                <b>
                  {count(view.wouldMove)} {view.wouldMove === 1 ? 'row' : 'rows'}
                </b>{' '}
                would move
                <Button
                  size="compact-sm"
                  variant="default"
                  leftSection={<Icon name="sort" size={14} />}
                  onClick={() => list.sortNow()}
                >
                  Sort now <kbd>S</kbd>
                </Button>
              </span>
            )}
          </div>
          <FilterBar
            known={!isLoud(told)}
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
          {notices.map((notice) => (
            <ListNoticeLine
              key={notice.state}
              notice={notice}
              resource={`${resource}.${group}`}
              onHide={(hidden) =>
                setQuery({ ...query, clusters: others.filter((id) => !hidden.includes(id)) })
              }
            />
          ))}
          <div
            className={classes['list']}
            ref={(element) => void (grid.current = element?.querySelector('[role=grid]') ?? null)}
          >
            <Grid
              label={kind.title}
              list={list}
              view={view}
              columns={isOpen ? narrowed : columns}
              sort={query.sort}
              onSort={(sort) => setQuery({ ...query, sort })}
              stateOf={(cluster) =>
                shownState(state.clusters.get(cluster)?.status ?? { state: 'live' }, told)
              }
              active={active}
              onActive={(id) => {
                setActive(id)
                if (open !== undefined) openRow(id, 'pointer')
              }}
              open={openId}
              onOpen={openRow}
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
      <StatusBar
        told={told}
        clusters={inScope.map(({ topic, status, lag }) => ({
          id: topic.cluster,
          state: shownState(status, told),
          since: shownSince(status, told),
          lag,
        }))}
      >
        <span className="number">{rateWord(rate)} changes/s</span>
        <span className="number">
          {count(Math.min(onScreen, view.matching))} of {count(view.matching)} on screen
        </span>
      </StatusBar>
    </>
  )
}

interface KindListProps {
  readonly group: string
  readonly resource: string
}

/** The gateway ended the subscription: the reader is told why, and nothing of the list stays. */
function Ended({ code, title }: { readonly code: string; readonly title: string }): ReactElement {
  return (
    <>
      <PageHeader>
        <strong>{title}</strong>
      </PageHeader>
      {code === 'permission_lost' ? (
        <main className={classes['ended']}>
          <h1>You may no longer see {title}</h1>
          <p>Your permissions changed. Ask an administrator if this is a surprise.</p>
          <Link to="/explore">What I may see</Link>
        </main>
      ) : (
        <Lost />
      )}
    </>
  )
}

function tabOf(tab: string | undefined): DrawerTab {
  return tab === 'conditions' || tab === 'changes' ? tab : 'yaml'
}
