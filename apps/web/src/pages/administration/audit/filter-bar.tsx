import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useState, type ReactElement } from 'react'

import { zoneName } from '../../../live/times.ts'
import { addressTime, fieldTime, OUTCOMES, type AuditSearch } from './audit-query.ts'
import classes from './audit.module.css'

/** The filters of the address, each in a field; a text counts when its field is left, or with Enter. */
export function AuditFilterBar({ search, onFilter }: AuditFilterBarProps): ReactElement {
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  return (
    <search className={classes['filters']} aria-label="Filter the audit log">
      <TimeField label="From" value={search.from} onTake={(from) => onFilter({ from })} />
      <TimeField label="To" value={search.to} onTake={(to) => onFilter({ to })} />
      <TextField
        label="Who"
        placeholder="E-mail or id"
        value={search.actor}
        onTake={(actor) => onFilter({ actor })}
      />
      <TextField
        label="Action"
        placeholder="role.*"
        value={search.action}
        onTake={(action) => onFilter({ action })}
      />
      <TextField
        label="Target"
        placeholder="Id or name"
        value={search.target}
        onTake={(target) => onFilter({ target })}
      />
      <NativeSelect
        size="xs"
        label="Outcome"
        value={search.outcome ?? ''}
        data={[{ value: '', label: 'any' }, ...OUTCOMES]}
        onChange={({ currentTarget: { value } }) => onFilter({ outcome: orNone(value) })}
      />
      <TextField
        label="Request"
        placeholder="Id"
        value={search.request}
        onTake={(request) => onFilter({ request })}
      />
      {isFiltered && (
        <Button size="xs" variant="default" onClick={() => onFilter(NOTHING)}>
          Clear filters
        </Button>
      )}
    </search>
  )
}

interface AuditFilterBarProps {
  readonly search: AuditSearch
  readonly onFilter: (part: AuditSearch) => void
}

function TextField({ label, placeholder, value = '', onTake }: TextFieldProps): ReactElement {
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  // The address was changed elsewhere: the field follows it.
  if (known !== value) {
    setKnown(value)
    setText(value)
  }
  const take = () => {
    if (text.trim() !== value) onTake(orNone(text.trim()))
  }
  return (
    <TextInput
      size="xs"
      label={label}
      placeholder={placeholder}
      maxLength={254}
      value={text}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onBlur={take}
      onKeyDown={({ key }) => {
        if (key === 'Enter') take()
      }}
    />
  )
}

interface TextFieldProps {
  readonly label: string
  readonly placeholder: string
  readonly value: string | undefined
  readonly onTake: (value: string | undefined) => void
}

function TimeField({ label, value, onTake }: Omit<TextFieldProps, 'placeholder'>): ReactElement {
  const zone = zoneName()
  return (
    <TextInput
      size="xs"
      type="datetime-local"
      title={`In the time of ${zone}`}
      label={label}
      value={fieldTime(value, zone)}
      onChange={({ currentTarget: { value: text } }) => onTake(addressTime(text, zone))}
    />
  )
}

const orNone = (text: string): string | undefined => (text === '' ? undefined : text)

const NOTHING: AuditSearch = {
  from: undefined,
  to: undefined,
  actor: undefined,
  action: undefined,
  target: undefined,
  outcome: undefined,
  request: undefined,
}
