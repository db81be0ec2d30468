import type { SessionView } from '@argus/contracts/http/sessions'
import { Button } from '@mantine/core'
import type { ReactElement } from 'react'

import { plainText } from '../live/words.ts'
import { Entry } from './block.tsx'
import { deviceName } from './device-name.ts'
import { When } from './when.tsx'

/** A login that lives: by which device, from where, since when. */
export function SessionEntry({ session, onEnd }: SessionEntryProps): ReactElement {
  const name = deviceName(session.userAgent)
  return (
    <Entry
      name={name}
      mark={session.current ? 'this one' : undefined}
      action={
        onEnd !== undefined && (
          <Button variant="default" aria-label={`End ${name}`} onClick={onEnd}>
            End
          </Button>
        )
      }
    >
      {session.ip !== null && <>From {plainText(session.ip)}. </>}
      Since <When at={session.createdAt} />, last seen <When at={session.lastSeenAt} />.
    </Entry>
  )
}

interface SessionEntryProps {
  readonly session: SessionView
  /** Absent where it cannot be ended here. */
  readonly onEnd?: (() => void) | undefined
}
