import { ActionIcon, TextInput } from '@mantine/core'
import { useEffect, useEffectEvent, useMemo, useRef, useState, type ReactElement } from 'react'

import { count } from '../../../live/words.ts'
import { Icon } from '../../../ui/icon.tsx'
import type { YamlEditor } from './yaml-editor.ts'
import classes from './yaml-view.module.css'

/** Finds a text in the YAML; the browser's own search would see only the lines on the screen, so its key leads here. */
export function YamlSearch({ editor, text }: YamlSearchProps): ReactElement {
  const [wanted, setWanted] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const found = useMemo(() => timesIn(text, wanted), [text, wanted])
  useEffect(() => editor?.find(wanted), [editor, wanted])
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'f' || !(event.metaKey || event.ctrlKey) || event.altKey) return
    event.preventDefault()
    field.current?.focus()
    field.current?.select()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])
  return (
    <>
      <TextInput
        ref={field}
        className={classes['search'] ?? ''}
        size="xs"
        type="search"
        aria-label="Find in the YAML"
        placeholder="Find in the YAML"
        leftSection={<Icon name="search" size={14} />}
        value={wanted}
        onChange={({ currentTarget: { value } }) => setWanted(value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') editor?.step(event.shiftKey ? -1 : 1)
          else if (event.key === 'Escape') {
            event.preventDefault()
            event.stopPropagation()
            setWanted('')
            event.currentTarget.blur()
          }
        }}
      />
      {wanted !== '' && (
        <>
          <span className={classes['found']} role="status">
            {found === 0 ? 'not there' : `${count(found)} found`}
          </span>
          <StepButton
            label="Previous one found"
            icon="chevron-up"
            onClick={() => editor?.step(-1)}
          />
          <StepButton label="Next one found" icon="chevron-down" onClick={() => editor?.step(1)} />
        </>
      )}
    </>
  )
}

interface YamlSearchProps {
  readonly editor: YamlEditor | undefined
  readonly text: string
}

/** How often a text is in another, whatever its case. */
function timesIn(text: string, wanted: string): number {
  return wanted === '' ? 0 : text.toLowerCase().split(wanted.toLowerCase()).length - 1
}

function StepButton({ label, icon, onClick }: StepButtonProps): ReactElement {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} size={14} />
    </ActionIcon>
  )
}

interface StepButtonProps {
  readonly label: string
  readonly icon: 'chevron-up' | 'chevron-down'
  readonly onClick: () => void
}
