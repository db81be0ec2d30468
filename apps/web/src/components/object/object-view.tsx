import { CORE_GROUP } from '@argus/contracts/topic'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react'

import { shownSince, shownState } from '../../live/freshness.ts'
import { useFreshness } from '../../live/live-context.tsx'
import type { ObjectHistory } from '../../live/object-history.ts'
import type { ClusterSlice } from '../../live/resource-store.ts'
import { timeNow, useSecond } from '../../live/second.ts'
import { clockTime } from '../../live/times.ts'
import { plainText } from '../../live/words.ts'
import { objectParams, type ObjectAddress } from '../../search.ts'
import { Icon } from '../../ui/icon.tsx'
import { ClusterState } from '../cluster-state.tsx'
import { Ago } from '../grid/ago.tsx'
import { HealthLabel } from '../health.tsx'
import { useCommands } from '../commands/use-commands.ts'
import { CopyIcon } from './copy-icon.tsx'
import { GoneLine } from './gone-line.tsx'
import classes from './object.module.css'
import { OBJECT_TABS, type ObjectTab } from './object-tab.ts'
import { ObjectTabs } from './object-tabs.tsx'
import { useObject } from './use-object.ts'

/** One object, whole and live: what stands in the drawer and on the page of its own. */
export function ObjectView(props: ObjectViewProps): ReactElement {
  const { address, heading: Heading, focus = false, onTab, buttons } = props
  const { history, slice, ended } = useObject(address)
  const navigate = useNavigate()
  const title = useRef<HTMLHeadingElement>(null)
  const copy = useRef<HTMLButtonElement>(null)
  const id = `${address.cluster}/${address.namespace}/${address.name}`
  useEffect(() => {
    if (focus) title.current?.focus()
  }, [focus, id])
  useCommands({
    ...Object.fromEntries(OBJECT_TABS.map((tab) => [`tab-${tab}`, () => onTab(tab)])),
    compare: () =>
      void navigate({
        to: '/r/$group/$resource/$cluster/$namespace/$name/compare',
        params: objectParams(address),
      }),
    'copy-name': () => copy.current?.click(),
  })
  return (
    <>
      <div className={classes['bar']}>
        <Icon name="kind" />
        <span>{plainText(slice?.shape.kind || address.resource)}</span>
        <span className={classes['meta']}>{plainText(versionOf(address, slice))}</span>
        <span className={classes['space']} />
        {buttons}
      </div>
      <div className={classes['titleLine']}>
        <Heading ref={title} tabIndex={-1} className={classes['title']} dir="auto">
          {plainText(address.name)}
        </Heading>
        <CopyIcon text={address.name} label="Copy name (Y)" target={copy} />
      </div>
      {ended === undefined ? (
        <Content {...props} history={history} slice={slice} />
      ) : (
        <Ended code={ended} />
      )}
    </>
  )
}

interface ObjectViewProps {
  readonly address: ObjectAddress
  readonly heading: 'h1' | 'h2'
  readonly tab: ObjectTab
  readonly onTab: (tab: ObjectTab) => void
  /** The field whose line of YAML is chosen. */
  readonly path: string | undefined
  readonly onPath: (path: string | undefined) => void
  /** What else can be done, at the end of the first line. */
  readonly buttons: ReactNode
  /** Leaves the object; absent where there is nothing to go back to. */
  readonly onClose?: () => void
  /** The title takes the focus. */
  readonly focus?: boolean
}

/** What may no longer be seen is removed at once; for what was never there the words tell nothing apart. */
function Ended({ code }: { readonly code: string }): ReactElement {
  const [at] = useState(() => timeNow())
  return (
    <p className={classes['nothing']} role="status">
      {code === 'permission_lost'
        ? `You may no longer see this. Your permissions changed at ${clockTime(at)}.`
        : 'Not found or not permitted. Check the address, or ask an administrator.'}
    </p>
  )
}

interface ContentProps extends ObjectViewProps {
  readonly history: ObjectHistory
  readonly slice: ClusterSlice | undefined
}

function Content(props: ContentProps): ReactElement {
  const { history, slice, address, onClose } = props
  const told = useFreshness()
  if (history.phase === 'reading') return <p className={classes['nothing']}>Reading the object</p>
  if (history.phase === 'missing')
    return (
      <p className={classes['nothing']}>
        Not found or not permitted. If {plainText(address.name)} comes, it is shown here.
      </p>
    )
  const state = slice === undefined ? 'syncing' : shownState(slice.status, told)
  const known = state === 'live' && history.phase === 'here'
  return (
    <>
      <Facts {...props} history={history} known={known} />
      {history.phase === 'gone' && (
        <GoneLine at={history.goneAt} item={history.item} onClose={onClose} />
      )}
      {history.phase === 'here' && history.again !== undefined && (
        <p className={classes['gone']} role="status">
          <Icon name="eye" />
          <span>
            Here again since {clockTime(history.again.since)}
            {history.again.another ? ', a new object (another uid).' : '.'}
          </span>
        </p>
      )}
      <ObjectTabs {...props} history={history} known={known} />
    </>
  )
}

type Opened = Extract<ObjectHistory, { readonly phase: 'here' | 'gone' }>

function Facts({ history, slice, address, known }: FactsProps): ReactElement {
  const told = useFreshness()
  const now = useSecond()
  const { item } = history
  return (
    <div className={classes['facts']}>
      <span>
        {plainText(address.cluster)}
        {address.namespace !== '' && (
          <>
            {' / '}
            <bdi>{plainText(address.namespace)}</bdi>
          </>
        )}
      </span>
      <HealthLabel health={item.health} known={known} />
      <span className={classes['why']} title={plainText(item.reason)} dir="auto">
        {plainText(item.reason)}
      </span>
      <span className={classes['fresh']}>
        {history.phase === 'here' && slice !== undefined && (
          <ClusterState
            state={shownState(slice.status, told)}
            since={shownSince(slice.status, told)}
            lag={undefined}
            now={now}
          />
        )}
        <span className={classes['meta']}>
          changed <Ago at={item.changed} word=" ago" />
        </span>
      </span>
    </div>
  )
}

interface FactsProps extends Pick<ContentProps, 'slice' | 'address'> {
  readonly history: Opened
  readonly known: boolean
}

/** The kind's group with the version that is followed. */
function versionOf({ group }: ObjectAddress, slice: ClusterSlice | undefined): string {
  const version = slice?.topic.version ?? ''
  return group === CORE_GROUP ? version : [group, version].filter(Boolean).join('/')
}
