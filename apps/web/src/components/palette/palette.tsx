import { Combobox, Modal, useCombobox } from '@mantine/core'
import { useEffect, useMemo, useState, type ReactElement } from 'react'

import { useChangeSettings, useSettings } from '../../session/preferences.ts'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { KeyHint } from '../commands/key-hint.tsx'
import { find, settled, wantedOf, type EntryType } from './find.ts'
import classes from './palette.module.css'
import { recentOf, withRecent } from './recent.ts'
import { useEntries, type Choice } from './use-entries.ts'

/** Finds whatever has a name, and goes there. */
export function Palette({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { mutate } = useChangeSettings()
  const choose = (choice: Choice) => {
    onClose()
    mutate((settings) => withRecent(settings, choice.id))
    // When the focus is back where it was: what is chosen may want it elsewhere.
    requestAnimationFrame(choice.run)
  }
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={620}
      yOffset="12vh"
      transitionProps={{ duration: 0 }}
      // It would write a style into the page, which the policy forbids; the page behind does not scroll anyway.
      lockScroll={false}
      classNames={{ content: classes['content'] ?? '', body: classes['body'] ?? '' }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label="Find anything">
        <Modal.Body>
          <Finder onChoose={choose} onClose={onClose} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

function Finder({ onChoose, onClose }: FinderProps): ReactElement {
  const [text, setText] = useState('')
  const wanted = useMemo(() => wantedOf(text), [text])
  // As it was when the palette opened: what is chosen now must not move the lines.
  const [recent] = useState(recentOf(useSettings().data))
  const found = useSettled(text, find(useEntries(wanted), wanted, recent))
  const combobox = useCombobox({ opened: true })
  const { selectFirstOption, resetSelectedOption } = combobox
  useEffect(() => {
    resetSelectedOption()
    selectFirstOption()
    // oxlint-disable-next-line react/exhaustive-deps -- the store is another object each time; only what is typed counts
  }, [text, found.length === 0])
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        const choice = found.find((one) => one.id === id)
        if (choice !== undefined) onChoose(choice)
      }}
    >
      <div className={classes['field']}>
        <Icon name="search" size={18} />
        <Combobox.EventsTarget withExpandedAttribute>
          <input
            data-autofocus
            className={classes['input']}
            aria-label="Find anything"
            placeholder="Find a kind, an object, a cluster, a page"
            value={text}
            autoComplete="off"
            spellCheck={false}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
            // The list would keep it for itself.
            onKeyDown={({ key }) => {
              if (key === 'Escape') onClose()
            }}
          />
        </Combobox.EventsTarget>
      </div>
      <Combobox.Options className={classes['options'] ?? ''} aria-label="Found">
        {found.map((choice) => (
          <Combobox.Option key={choice.id} value={choice.id} className={classes['option'] ?? ''}>
            <Icon name={ICONS[choice.type]} />
            <span className={classes['name']} dir="auto">
              {choice.name}
            </span>
            <span className={classes['detail']} dir="auto">
              {choice.detail}
            </span>
            {choice.command !== undefined && <KeyHint command={choice.command} />}
          </Combobox.Option>
        ))}
      </Combobox.Options>
      {found.length === 0 && (
        <p className={classes['nothing']} role="status">
          Nothing here has this name. Objects are found in lists that are open.
        </p>
      )}
      <p className={classes['signs']}>
        <span>
          <kbd>&gt;</kbd> actions
        </span>
        <span>
          <kbd>@</kbd> clusters
        </span>
        <span>
          <kbd>#</kbd> namespaces
        </span>
      </p>
    </Combobox>
  )
}

interface FinderProps {
  readonly onChoose: (choice: Choice) => void
  readonly onClose: () => void
}

/** While the same is looked for, lines keep their places and late ones come below. */
function useSettled(text: string, found: readonly Choice[]): readonly Choice[] {
  const [shown, setShown] = useState<Shown>({ text, ids: [] })
  const lines = settled(shown.text === text ? shown.ids : [], found)
  const ids = lines.map(({ id }) => id)
  if (shown.text !== text || shown.ids.join('\n') !== ids.join('\n')) setShown({ text, ids })
  return lines
}

interface Shown {
  readonly text: string
  readonly ids: readonly string[]
}

const ICONS: Readonly<Record<EntryType, IconName>> = {
  kind: 'kind',
  object: 'explorer',
  view: 'bookmark',
  plugin: 'plugin',
  page: 'arrow-right',
  action: 'resume',
  cluster: 'servers',
  namespace: 'filter',
}
