import type { Health } from '@argus/contracts/row'
import { Menu, TextInput, UnstyledButton } from '@mantine/core'
import { useRef, type ReactElement, type RefObject } from 'react'

import type { ListQuery } from '../live/list-query.ts'
import type { ListView } from '../live/live-list.ts'
import { HEALTH_WORDS } from '../live/object-history.ts'
import { HEALTH_ORDER } from '../live/row-compare.ts'
import { count } from '../live/words.ts'
import { Icon } from '../ui/icon.tsx'
import classes from './filter-bar.module.css'
import { HEALTH_ICONS } from './health.tsx'

/** Text, health and namespace. The counts are those of the other filters: they say what a click will give. */
export function FilterBar({
  known,
  query,
  view,
  namespaces,
  onQuery,
  field,
}: FilterBarProps): ReactElement {
  const all = [...view.counts.values()].reduce((sum, value) => sum + value, 0)
  return (
    <div className={classes['bar']} role="search" data-known={known}>
      <TextFilter text={query.text} onText={(text) => onQuery({ ...query, text })} field={field} />
      <div className={classes['segments']} role="group" aria-label="Health">
        <Segment
          chosen={query.health.length === 0}
          onClick={() => onQuery({ ...query, health: [] })}
        >
          All <b>{count(all)}</b>
        </Segment>
        {HEALTH_ORDER.map((health) => (
          <Segment
            key={health}
            health={health}
            chosen={query.health.includes(health)}
            onClick={(more) =>
              onQuery({ ...query, health: chosenHealth(query.health, health, more) })
            }
          >
            <Icon name={HEALTH_ICONS[health]} size={15} />
            <span className={classes['word']}>{HEALTH_WORDS[health]}</span>
            <b>{count(view.counts.get(health) ?? 0)}</b>
          </Segment>
        ))}
      </div>
      {query.namespaces.map((namespace) => (
        <span key={namespace} className={classes['pill']}>
          namespace: {namespace}
          <UnstyledButton
            aria-label={`Remove the filter on namespace ${namespace}`}
            onClick={() =>
              onQuery({ ...query, namespaces: query.namespaces.filter((one) => one !== namespace) })
            }
          >
            <Icon name="close" size={13} />
          </UnstyledButton>
        </span>
      ))}
      {namespaces.length > 0 && (
        <NamespaceMenu
          namespaces={namespaces.filter((one) => !query.namespaces.includes(one))}
          onChoose={(one) => onQuery({ ...query, namespaces: [...query.namespaces, one] })}
        />
      )}
    </div>
  )
}

export interface FilterBarProps {
  /** Whether the counts are true now. */
  readonly known: boolean
  readonly query: ListQuery
  readonly view: ListView
  readonly namespaces: readonly string[]
  readonly onQuery: (query: ListQuery) => void
  readonly field: RefObject<HTMLInputElement | null>
}

function TextFilter({ text, onText, field }: TextFilterProps): ReactElement {
  return (
    <TextInput
      ref={field}
      className={classes['text'] ?? ''}
      aria-label="Filter by text"
      placeholder="Filter by text"
      type="search"
      value={text}
      onChange={({ currentTarget }) => onText(currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        if (text === '') event.currentTarget.blur()
        else onText('')
      }}
      leftSection={<Icon name="search" size={15} />}
      rightSection={<kbd className={classes['key']}>/</kbd>}
    />
  )
}

interface TextFilterProps {
  readonly text: string
  readonly onText: (text: string) => void
  readonly field: RefObject<HTMLInputElement | null>
}

function Segment({ health, chosen, onClick, children }: SegmentProps): ReactElement {
  return (
    <UnstyledButton
      className={classes['segment']}
      data-health={health}
      data-chosen={chosen || undefined}
      aria-pressed={chosen}
      onClick={(event) => onClick(event.metaKey || event.ctrlKey)}
    >
      {children}
    </UnstyledButton>
  )
}

interface SegmentProps {
  readonly health?: Health
  readonly chosen: boolean
  /** `more`: the click adds to what is chosen. */
  readonly onClick: (more: boolean) => void
  readonly children: React.ReactNode
}

function NamespaceMenu({ namespaces, onChoose }: NamespaceMenuProps): ReactElement {
  const target = useRef<HTMLButtonElement>(null)
  return (
    <Menu position="bottom-start" withinPortal={false}>
      <Menu.Target>
        <UnstyledButton ref={target} className={classes['add']}>
          <Icon name="plus" size={14} /> Namespace
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes['menu'] ?? ''}>
        {namespaces.map((namespace) => (
          <Menu.Item key={namespace} onClick={() => onChoose(namespace)}>
            {namespace}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

interface NamespaceMenuProps {
  readonly namespaces: readonly string[]
  readonly onChoose: (namespace: string) => void
}

function chosenHealth(chosen: readonly Health[], health: Health, more: boolean): readonly Health[] {
  if (more)
    return chosen.includes(health) ? chosen.filter((one) => one !== health) : [...chosen, health]
  return chosen.length === 1 && chosen[0] === health ? [] : [health]
}
