import { TextInput, UnstyledButton } from '@mantine/core'
import { useEffect, useRef, useState, type ReactElement } from 'react'

import {
  MAX_LENGTH,
  type FilterFault,
  type FilterName,
  type ServerFilter,
} from '../live/server-filter.ts'
import { Icon } from '../ui/icon.tsx'
import classes from './server-filters.module.css'

/** The filters that the gateway answers, each with a field of its own; what it says against one stands below it. */
export function ServerFilters({
  filter,
  asked,
  fault,
  onFilter,
  onAsk,
}: ServerFiltersProps): ReactElement | null {
  const shown = (['labels', 'cel'] as const).filter((name) => filter[name] !== '' || asked === name)
  if (shown.length === 0) return null
  return (
    <div className={classes['fields']}>
      {shown.map((name) => (
        <FilterField
          key={name}
          name={name}
          value={filter[name]}
          fault={fault?.name === name ? fault.message : undefined}
          asked={asked === name}
          onApply={(text) => {
            onAsk(undefined)
            onFilter({ ...filter, [name]: text })
          }}
        />
      ))}
    </div>
  )
}

interface ServerFiltersProps {
  readonly filter: ServerFilter
  /** The filter that the reader wants to write now. */
  readonly asked: FilterName | undefined
  readonly fault: FilterFault | undefined
  readonly onFilter: (filter: ServerFilter) => void
  readonly onAsk: (name: FilterName | undefined) => void
}

function FilterField({ name, value, fault, asked, onApply }: FilterFieldProps): ReactElement {
  const [draft, setDraft] = useState(value)
  const [applied, setApplied] = useState(value)
  // The address may have become another: it is what counts.
  if (applied !== value) {
    setApplied(value)
    setDraft(value)
  }
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (asked) input.current?.focus()
  }, [asked])
  const { label, placeholder } = WORDS[name]
  return (
    <div className={classes['field']}>
      <TextInput
        classNames={{ input: classes['input'] ?? '', error: classes['error'] ?? '' }}
        aria-label={label}
        leftSection={<span className={classes['name']}>{label}</span>}
        leftSectionWidth={name === 'labels' ? 62 : 92}
        placeholder={placeholder}
        value={draft}
        maxLength={MAX_LENGTH[name]}
        error={fault}
        errorProps={{ role: 'alert' }}
        spellCheck={false}
        autoComplete="off"
        ref={input}
        onChange={({ currentTarget }) => setDraft(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onApply(draft.trim())
          if (event.key !== 'Escape') return
          event.stopPropagation()
          if (draft === value) event.currentTarget.blur()
          if (value === '') onApply('')
          else setDraft(value)
        }}
        rightSection={
          draft.trim() === value ? undefined : <kbd className={classes['key']}>Enter</kbd>
        }
        rightSectionWidth={54}
      />
      <UnstyledButton
        className={classes['remove']}
        aria-label={`Remove the filter ${label}`}
        onClick={() => onApply('')}
      >
        <Icon name="close" size={14} />
      </UnstyledButton>
    </div>
  )
}

interface FilterFieldProps {
  readonly name: FilterName
  readonly value: string
  readonly fault: string | undefined
  readonly asked: boolean
  readonly onApply: (text: string) => void
}

const WORDS: Readonly<Record<FilterName, { label: string; placeholder: string }>> = {
  labels: { label: 'Labels', placeholder: 'app=shop,tier in (web,api),!canary' },
  cel: {
    label: 'Expression',
    placeholder: 'has(object.spec.replicas) && object.spec.replicas > 2',
  },
}
