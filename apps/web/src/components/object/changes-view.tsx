import { Button, TextInput, UnstyledButton } from '@mantine/core'
import { useRef, useState, type ReactElement, type RefObject } from 'react'

import type { ObjectHistory } from '../../live/object-history.ts'
import { clockTime } from '../../live/times.ts'
import { counted } from '../../live/words.ts'
import { Icon } from '../../ui/icon.tsx'
import { useCommands } from '../commands/use-commands.ts'
import { ChangeList } from './change-list.tsx'
import { changesText, chosenChanges, type ChangeChoice } from './chosen-changes.ts'
import classes from './changes-view.module.css'
import { CopyButton } from './copy-button.tsx'

/** What changed while the object was open: all of it, or what one looks for. */
export function ChangesView({ history }: ChangesViewProps): ReactElement {
  const [choice, setChoice] = useState<ChangeChoice>({ part: 'all', path: '' })
  const view = useRef<HTMLDivElement>(null)
  const entries = chosenChanges(history.entries, choice)
  const changes = entries.filter(({ type }) => type === 'change')
  const total = changes.length + history.dropped
  const newer = useNewer(view, total)
  useChangeKeys(view)
  return (
    <div className={classes['view']} ref={view} onScroll={newer.onScroll}>
      <div className={classes['tools']}>
        <span className={classes['segments']} role="group" aria-label="Fields">
          {PARTS.map(({ part, word }) => (
            <UnstyledButton
              key={part}
              className={classes['segment']}
              aria-pressed={choice.part === part}
              onClick={() => setChoice({ ...choice, part })}
            >
              {word}
            </UnstyledButton>
          ))}
        </span>
        <TextInput
          className={classes['path'] ?? ''}
          size="xs"
          type="search"
          aria-label="Filter by path"
          placeholder="Filter by path"
          leftSection={<Icon name="search" size={14} />}
          value={choice.path}
          onChange={({ currentTarget: { value } }) => setChoice({ ...choice, path: value })}
        />
        <span className={classes['space']} />
        <span className={classes['meta']}>
          {changes.length} since {clockTime(history.openedAt)}
        </span>
        <CopyButton key={total} label="Copy as text" text={() => changesText(entries)} />
      </div>
      {newer.count > 0 && (
        <div className={classes['newer']}>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon name="arrow-up" size={14} />}
            onClick={() => view.current?.scrollTo({ top: 0 })}
          >
            {counted(newer.count, 'newer change')}
          </Button>
        </div>
      )}
      <ChangeList history={{ ...history, entries }} />
    </div>
  )
}

interface ChangesViewProps {
  readonly history: Extract<ObjectHistory, { readonly phase: 'here' | 'gone' }>
}

const PARTS = [
  { part: 'all', word: 'All fields' },
  { part: 'spec', word: 'spec' },
  { part: 'status', word: 'status' },
  { part: 'metadata', word: 'metadata' },
] as const

/** How many came while the reader was further down. */
function useNewer(view: RefObject<HTMLDivElement | null>, total: number) {
  const [left, setLeft] = useState<number>()
  const onScroll = () => {
    const away = (view.current?.scrollTop ?? 0) > NEAR_PX
    setLeft((before) => (away ? (before ?? total) : undefined))
  }
  return { onScroll, count: left === undefined ? 0 : Math.max(0, total - left) }
}

/** From change to change, up and down. */
function useChangeKeys(view: RefObject<HTMLDivElement | null>): void {
  const step = (by: 1 | -1) => {
    const all = [...(view.current?.querySelectorAll<HTMLElement>('li[data-change]') ?? [])]
    const from = all.findIndex((one) => one === document.activeElement)
    const next = all[Math.max(0, Math.min(all.length - 1, from + by))]
    next?.focus({ preventScroll: true })
    next?.scrollIntoView({ block: 'nearest' })
  }
  useCommands({ 'previous-change': () => step(-1), 'next-change': () => step(1) })
}

const NEAR_PX = 8
