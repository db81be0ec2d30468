import { Tabs } from '@mantine/core'
import { lazy, Suspense, type ReactElement, type ReactNode } from 'react'

import { usePlugins } from '../../live/kinds.ts'
import type { ObjectHistory } from '../../live/object-history.ts'
import type { ClusterSlice } from '../../live/resource-store.ts'
import type { ObjectAddress } from '../../search.ts'
import { ChangesView } from './changes-view.tsx'
import { ConditionTable } from './condition-table.tsx'
import { conditionGroups } from './conditions.ts'
import { EventList } from './event-list.tsx'
import classes from './object.module.css'
import { readTab, type ObjectTab } from './object-tab.ts'
import { OtherClusters } from './other-clusters.tsx'
import { Related } from './related.tsx'
import { Summary } from './summary.tsx'

/** The parts of an object, one at a time. */
export function ObjectTabs(props: ObjectTabsProps): ReactElement {
  const { history, slice, address, tab, onTab, path, onPath, known } = props
  const { item, entries } = history
  const { data: plugins = NONE } = usePlugins()
  const manifest = plugins
    .flatMap(({ resources }) => resources)
    .find(({ group, resource }) => group === address.group && resource === address.resource)
  const groups = conditionGroups(item.object, manifest?.health?.conditions)
  const conditions = groups.reduce((sum, group) => sum + group.conditions.length, 0)
  const changes = entries.filter(({ type }) => type === 'change').length
  const kind = slice?.shape.kind || manifest?.kind
  return (
    <Tabs
      className={classes['tabs'] ?? ''}
      value={tab}
      onChange={(value) => onTab(readTab(value))}
      keepMounted={false}
      data-known={known}
    >
      <Tabs.List aria-label="Parts of the object">
        <Tabs.Tab value="summary">Summary</Tabs.Tab>
        <Tabs.Tab value="yaml">YAML</Tabs.Tab>
        <Tabs.Tab value="conditions">
          Conditions <span className={classes['badge']}>{conditions}</span>
        </Tabs.Tab>
        <Tabs.Tab value="changes">
          Changes <span className={classes['badge']}>{changes}</span>
        </Tabs.Tab>
        <Tabs.Tab value="related">Related</Tabs.Tab>
        <Tabs.Tab value="clusters">Other clusters</Tabs.Tab>
      </Tabs.List>
      <Panel tab="summary">
        <Summary item={item} columns={slice?.shape.columns ?? []} address={address} />
      </Panel>
      <Panel tab="yaml">
        {item.object === undefined ? (
          <p className={classes['nothing']}>
            You may see that this object exists, but not its content.
          </p>
        ) : (
          <Suspense fallback={<p className={classes['nothing']}>Loading the viewer</p>}>
            <YamlView object={item.object} path={path} onPath={onPath} />
          </Suspense>
        )}
      </Panel>
      <Panel tab="conditions">
        <ConditionTable groups={groups} />
        {kind !== undefined && <EventList address={address} kind={kind} />}
      </Panel>
      <Panel tab="changes">
        <ChangesView history={history} />
      </Panel>
      <Panel tab="related">
        <Related object={item.object} address={address} />
      </Panel>
      <Panel tab="clusters">
        <OtherClusters object={item.object} address={address} />
      </Panel>
    </Tabs>
  )
}

interface ObjectTabsProps {
  readonly history: Extract<ObjectHistory, { readonly phase: 'here' | 'gone' }>
  readonly slice: ClusterSlice | undefined
  readonly address: ObjectAddress
  readonly tab: ObjectTab
  readonly onTab: (tab: ObjectTab) => void
  readonly path: string | undefined
  readonly onPath: (path: string | undefined) => void
  /** Whether what is shown is true now. */
  readonly known: boolean
}

function Panel({ tab, children }: { readonly tab: ObjectTab; readonly children: ReactNode }) {
  return (
    <Tabs.Panel value={tab} className={classes['body'] ?? ''}>
      {children}
    </Tabs.Panel>
  )
}

/** With what shows YAML: a chunk of its own. */
const YamlView = lazy(async () => ({ default: (await import('./yaml/yaml-view.tsx')).YamlView }))

const NONE: readonly [] = []
