import type { LiveRequest } from '@argus/live-client/live-event'
import { ActionIcon, Button, Tabs } from '@mantine/core'
import { useEffect, useMemo, useRef, useSyncExternalStore, type ReactElement } from 'react'

import { shownState } from '../../live/freshness.ts'
import { useFreshness, useResource, useTopicStore } from '../../live/live-context.tsx'
import { HistoryStore } from '../../live/history-store.ts'
import type { ObjectHistory } from '../../live/object-history.ts'
import type { ClusterSlice } from '../../live/resource-store.ts'
import { clockTime, plainText } from '../../live/words.ts'
import type { OpenObject } from '../../search.ts'
import { Icon } from '../../ui/icon.tsx'
import { Ago } from '../grid/ago.tsx'
import { ClusterState } from '../cluster-state.tsx'
import { HealthLabel } from '../health.tsx'
import { useSecond } from '../../live/second.ts'
import type { DrawerTab } from '../use-list-address.ts'
import { ChangeList } from './change-list.tsx'
import { ConditionTable } from './condition-table.tsx'
import { conditionsOf } from './conditions.ts'
import classes from './object.module.css'
import { YamlView } from './yaml-view.tsx'

interface DrawerProps {
  readonly group: string
  readonly resource: string
  readonly object: OpenObject
  readonly tab: DrawerTab
  readonly onTab: (tab: DrawerTab) => void
  readonly onClose: () => void
  readonly onStep: (by: 1 | -1) => void
  /** Opened by a key: the title takes the focus. */
  readonly focus: boolean
}

/** One object beside its list, live. It is no dialog: the list stays in reach. */
export function Drawer(props: DrawerProps): ReactElement {
  const { group, resource, object, focus, onStep, onClose } = props
  const { history, slice, ended } = useHistory(props)
  const title = useRef<HTMLHeadingElement>(null)
  const id = `${object.cluster}/${object.namespace}/${object.name}`
  useEffect(() => {
    if (focus) title.current?.focus()
  }, [focus, id])
  return (
    <aside className={classes['drawer']} aria-label={object.name}>
      <div className={classes['bar']}>
        <Icon name="kind" />
        <span>{slice?.shape.kind ?? resource}</span>
        <span className={classes['meta']}>
          {group}
          {slice && `/${slice.topic.version}`}
        </span>
        <span className={classes['space']} />
        <BarButton icon="chevron-up" label="Previous object (K)" onClick={() => onStep(-1)} />
        <BarButton icon="chevron-down" label="Next object (J)" onClick={() => onStep(1)} />
        <BarButton icon="close" label="Close (Esc)" onClick={onClose} />
      </div>
      <h2 ref={title} tabIndex={-1} className={classes['title']} dir="auto">
        {plainText(object.name)}
      </h2>
      {ended === undefined ? (
        <Content {...props} history={history} slice={slice} />
      ) : (
        <p className={classes['nothing']}>
          {ended === 'permission_lost'
            ? 'You may no longer see this. Your permissions changed.'
            : 'Not found or not permitted. Check the address, or ask an administrator.'}
        </p>
      )}
    </aside>
  )
}

/** The object as the subscription of its own tells it, and what it was since it was opened. */
function useHistory({ group, resource, object }: DrawerProps) {
  const { cluster, namespace, name } = object
  const request: LiveRequest = {
    topic: { cluster, group, resource },
    name,
    shape: 'object',
    ...(namespace !== '' && { namespaces: [namespace] }),
  }
  const store = useTopicStore(request)
  const state = useResource(store)
  const histories = useMemo(
    () => new HistoryStore(store, { cluster, key: `${namespace}/${name}` }),
    [store, cluster, namespace, name],
  )
  const history = useSyncExternalStore(histories.subscribe, histories.history)
  return { history, slice: state.clusters.get(cluster), ended: state.ended?.code }
}

interface ContentProps extends DrawerProps {
  readonly history: ObjectHistory
  readonly slice: ClusterSlice | undefined
}

function Content({ history, slice, object, tab, onTab, onClose }: ContentProps): ReactElement {
  const told = useFreshness()
  const now = useSecond()
  const state = slice === undefined ? 'syncing' : shownState(slice.status, told)
  if (history.phase === 'reading') return <p className={classes['nothing']}>Reading the object</p>
  if (history.phase === 'missing')
    return (
      <p className={classes['nothing']}>
        Not found or not permitted. If {plainText(object.name)} comes, it is shown here.
      </p>
    )
  const { item, entries, dropped, openedAt } = history
  const conditions = conditionsOf(item.object)
  const known = state === 'live' && history.phase === 'here'
  return (
    <>
      <div className={classes['facts']}>
        <span>
          {object.cluster}
          {object.namespace !== '' && ` / ${object.namespace}`}
        </span>
        <HealthLabel health={item.health} known={known} />
        <span className={classes['why']} title={item.reason} dir="auto">
          {plainText(item.reason)}
        </span>
        <span className={classes['fresh']}>
          {history.phase === 'here' && (
            <ClusterState
              state={state}
              since={slice?.status.since ?? now}
              lag={undefined}
              now={now}
            />
          )}
          <span className={classes['meta']}>
            changed <Ago at={item.changed} /> ago
          </span>
        </span>
      </div>
      {history.phase === 'gone' && (
        <div className={classes['gone']} role="status">
          <Icon name="gone" />
          <span>Gone since {clockTime(history.goneAt)}: deleted, or no longer visible to you.</span>
          <Button size="compact-sm" variant="default" onClick={onClose}>
            Close
          </Button>
        </div>
      )}
      {history.phase === 'here' && history.againSince !== undefined && (
        <div className={classes['gone']} role="status">
          <Icon name="eye" />
          <span>Here again since {clockTime(history.againSince)}.</span>
        </div>
      )}
      <Tabs
        className={classes['tabs'] ?? ''}
        value={tab}
        onChange={(value) => onTab(value === 'conditions' || value === 'changes' ? value : 'yaml')}
        keepMounted={false}
        data-known={known}
      >
        <Tabs.List>
          <Tabs.Tab value="yaml">YAML</Tabs.Tab>
          <Tabs.Tab value="conditions">
            Conditions <span className={classes['badge']}>{conditions.length}</span>
          </Tabs.Tab>
          <Tabs.Tab value="changes">
            Changes <span className={classes['badge']}>{entries.length}</span>
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="yaml" className={classes['body'] ?? ''}>
          {item.object === undefined ? (
            <p className={classes['nothing']}>
              You may see that this object exists, but not its content.
            </p>
          ) : (
            <YamlView object={item.object} />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="conditions" className={classes['body'] ?? ''}>
          <ConditionTable conditions={conditions} />
        </Tabs.Panel>
        <Tabs.Panel value="changes" className={classes['body'] ?? ''}>
          <ChangeList entries={entries} dropped={dropped} openedAt={openedAt} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

function BarButton({ icon, label, onClick }: BarButtonProps): ReactElement {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      className={classes['button'] ?? ''}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon name={icon} />
    </ActionIcon>
  )
}

interface BarButtonProps {
  readonly icon: 'chevron-up' | 'chevron-down' | 'close'
  readonly label: string
  readonly onClick: () => void
}
