import { Button, Popover, TextInput, UnstyledButton } from '@mantine/core'
import { useState, type FormEvent, type ReactElement, type RefObject } from 'react'

import { plainText } from '../live/words.ts'
import { useChangeSettings, useSettings } from '../session/preferences.ts'
import { Icon } from '../ui/icon.tsx'
import menu from './column-menu.module.css'
import { MAX_NAME, savedViews, withoutView, withView } from './saved-views.ts'
import classes from './view-menu.module.css'

/** Gives the address of this list a name, and lists the names there are. */
export function ViewMenu({ suggestion, target }: ViewMenuProps): ReactElement {
  const [opened, setOpened] = useState(false)
  return (
    <Popover
      position="bottom-end"
      shadow="md"
      withinPortal={false}
      trapFocus
      returnFocus
      opened={opened}
      onChange={setOpened}
    >
      <Popover.Target>
        <Button
          ref={target}
          size="compact-sm"
          variant="default"
          aria-label="Save view"
          className={menu['icons'] ?? ''}
          leftSection={<Icon name="bookmark" size={14} />}
          onClick={() => setOpened(!opened)}
        >
          <span className={menu['word']}>Save view</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes['panel'] ?? ''}>
        <ViewForm suggestion={suggestion} onDone={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}

interface ViewMenuProps {
  /** A name to begin with. */
  readonly suggestion: string
  readonly target: RefObject<HTMLButtonElement | null>
}

function ViewForm({ suggestion, onDone }: ViewFormProps): ReactElement {
  const [name, setName] = useState(suggestion)
  const views = savedViews(useSettings().data, location.origin)
  const { mutate, isPending, isError } = useChangeSettings()
  const save = (event: FormEvent) => {
    event.preventDefault()
    const view = { name: name.trim(), href: location.pathname + location.search }
    mutate((settings) => withView(settings, view, location.origin), { onSuccess: onDone })
  }
  const known = views.some((view) => view.name === name.trim())
  return (
    <form onSubmit={save} className={classes['form']}>
      <TextInput
        classNames={{ input: classes['input'] ?? '', error: classes['error'] ?? '' }}
        label="Name of this view"
        value={name}
        maxLength={MAX_NAME}
        data-autofocus
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        error={isError ? 'Not saved: Argus could not store it. Try again in a moment.' : undefined}
      />
      <Button
        type="submit"
        size="compact-sm"
        variant="default"
        loading={isPending}
        disabled={name.trim() === ''}
      >
        {known ? 'Replace' : 'Save'}
      </Button>
      {views.map((view) => (
        <div key={view.name} className={classes['view']}>
          <bdi>{plainText(view.name)}</bdi>
          <UnstyledButton
            className={classes['remove']}
            aria-label={`Remove the view ${plainText(view.name)}`}
            onClick={() => mutate((old) => withoutView(old, view.name, location.origin))}
          >
            <Icon name="close" size={13} />
          </UnstyledButton>
        </div>
      ))}
    </form>
  )
}

interface ViewFormProps {
  readonly suggestion: string
  readonly onDone: () => void
}
