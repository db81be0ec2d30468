import type { Health } from '@argus/contracts/row'
import { TextInput, UnstyledButton } from '@mantine/core'
import type { ReactElement, RefObject } from 'react'

import type { ListQuery } from '../live/list-query.ts'
import type { ListView } from '../live/list-view.ts'
import type { FilterName } from '../live/server-filter.ts'
import { HEALTH_WORDS } from '../live/object-history.ts'
import { HEALTH_ORDER } from '../live/row-compare.ts'
import { count, plainText } from '../live/words.ts'
import { Icon } from '../ui/icon.tsx'
import classes from './filter-bar.module.css'
import { FilterMenu } from './filter-menu.tsx'
import { HEALTH_ICONS } from './health.tsx'

/** Text, health, namespace, and the way to the other filters. The counts are those of the other filters: they say what a click will give. */
export function FilterBar({
  known,
  query,
  view,
  namespaces,
  onQuery,
  onAsk,
  field,
  menu,
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
          namespace: <bdi>{plainText(namespace)}</bdi>
          <UnstyledButton
            aria-label={`Remove the filter on namespace ${plainText(namespace)}`}
            onClick={() =>
              onQuery({ ...query, namespaces: query.namespaces.filter((one) => one !== namespace) })
            }
          >
            <Icon name="close" size={13} />
          </UnstyledButton>
        </span>
      ))}
      <FilterMenu
        target={menu}
        namespaces={namespaces.filter((one) => !query.namespaces.includes(one))}
        onNamespace={(one) => onQuery({ ...query, namespaces: [...query.namespaces, one] })}
        onAsk={onAsk}
      />
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
  /** The reader wants to write a filter that the gateway answers. */
  readonly onAsk: (name: FilterName) => void
  readonly field: RefObject<HTMLInputElement | null>
  /** The button of all other filters. */
  readonly menu: RefObject<HTMLButtonElement | null>
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

function chosenHealth(chosen: readonly Health[], health: Health, more: boolean): readonly Health[] {
  if (more)
    return chosen.includes(health) ? chosen.filter((one) => one !== health) : [...chosen, health]
  return chosen.length === 1 && chosen[0] === health ? [] : [health]
}
