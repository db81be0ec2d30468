import type { Permission } from '@argus/contracts/grant'
import { INTERNAL_GROUP } from '@argus/contracts/topic'
import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState, type ReactElement } from 'react'

import { Dialog } from '../../calls/dialog.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { ADMINISTRATION_VERBS, READ_VERBS, type AskedVerb, type KindName } from './kind-rows.ts'
import { kindChoices, type KindChoice } from './kind-choices.ts'
import { useKnownKinds } from './known-kinds.ts'
import classes from './add-kinds.module.css'

/** Finds a kind that Argus knows, or takes one that is written out. */
export function AddKinds({ given, onAdd, onClose }: AddKindsProps): ReactElement {
  const known = useKnownKinds()
  const [text, setText] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const choices = kindChoices(known, given, text)
  const add = (choice: KindChoice | undefined) => {
    if (choice === undefined) return
    const isOwn = choice.apiGroup === INTERNAL_GROUP
    onAdd(choice, isOwn ? ADMINISTRATION_VERBS.slice(0, 2) : READ_VERBS)
    setText('')
    field.current?.focus()
  }
  return (
    <Dialog title="Add resources" onClose={onClose}>
      <TextInput
        ref={field}
        type="search"
        label="Find a kind"
        description="By name or group; or written out, as pods.core or *.cert-manager.io."
        value={text}
        onChange={({ currentTarget: { value } }) => setText(value)}
        onKeyDown={({ key }) => {
          if (key === 'Enter') add(choices[0])
        }}
      />
      <ul aria-label="Kinds" className={classes['choices']}>
        {choices.map((choice) => (
          <li key={`${choice.apiGroup}/${choice.resource}`}>
            <span className={classes['name']}>
              <strong>{choice.title}</strong>
              <code>{choice.apiGroup}</code>
            </span>
            <Button
              variant="default"
              size="compact-xs"
              leftSection={<Icon name="plus" size={12} />}
              aria-label={`Add ${choice.title} of ${choice.apiGroup}`}
              onClick={() => add(choice)}
            >
              Add
            </Button>
          </li>
        ))}
      </ul>
      {choices.length === 0 && (
        <p role="status">
          Argus knows none of that name. Write it out with its group, as deployments.apps.
        </p>
      )}
      <Button mt={12} fullWidth variant="default" onClick={onClose}>
        Done
      </Button>
    </Dialog>
  )
}

interface AddKindsProps {
  readonly given: readonly Permission[]
  readonly onAdd: (kind: KindName, verbs: readonly AskedVerb[]) => void
  readonly onClose: () => void
}
