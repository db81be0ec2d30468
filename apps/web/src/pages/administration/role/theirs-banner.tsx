import { Button } from '@mantine/core'
import { useState, type ReactElement } from 'react'

import { clockTime } from '../../../live/times.ts'
import { plainText } from '../../../live/words.ts'
import { Icon } from '../../../ui/icon.tsx'
import { roleWords } from './change-words.ts'
import type { Stored } from './role-draft.ts'
import type { Theirs } from './use-role-draft.ts'
import classes from './role.module.css'

/** Somebody else was faster: what they did, before it is saved over. */
export function TheirsBanner({ stored, theirs, onSave }: TheirsBannerProps): ReactElement {
  const [shown, setShown] = useState(false)
  const { change } = theirs
  const who = change === undefined ? 'Somebody' : plainText(change.who)
  const when = change === undefined ? 'meanwhile' : `at ${clockTime(change.at)}`
  const sentences =
    stored.role === undefined || theirs.stored.role === undefined
      ? []
      : roleWords(stored.role, theirs.stored.role)
  return (
    <div role="alert" className={classes['theirs']}>
      <p>
        <Icon name="stale" />
        <span>
          {who} changed this role {when}. Your changes are kept below; look at theirs first.
        </span>
      </p>
      {shown && (
        <ul aria-label="Their changes" className={classes['sentences']}>
          {sentences.map((sentence) => (
            <li key={sentence} dir="auto">
              {plainText(sentence)}
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button
          variant="default"
          size="compact-sm"
          aria-expanded={shown}
          onClick={() => setShown(!shown)}
        >
          {shown ? 'Hide theirs' : 'Show theirs'}
        </Button>
        <Button variant="default" size="compact-sm" onClick={onSave}>
          Save mine on top
        </Button>
      </div>
    </div>
  )
}

interface TheirsBannerProps {
  readonly stored: Stored
  readonly theirs: Theirs
  readonly onSave: () => void
}
