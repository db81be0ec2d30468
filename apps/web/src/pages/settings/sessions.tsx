import { sessionsEndpoints, type SessionView } from '@argus/contracts/http/sessions'
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'

import { Failure } from '../calls/failure.tsx'
import { useAction } from '../calls/use-action.ts'
import { useCalls } from '../calls/use-calls.ts'
import { counted, plainText } from '../../live/words.ts'
import { Block, Entries, Entry } from './block.tsx'
import { deviceName } from './device-name.ts'
import { Loaded } from './loaded.tsx'
import { When } from './when.tsx'

const PATH = '/api/auth/sessions'
const KEY = ['sessions'] as const

/** Where one is logged in, and the way to end it. */
export function Sessions(): ReactElement {
  const calls = useCalls()
  const queries = useQueryClient()
  const action = useAction('Not ended')
  const query = useQuery({
    queryKey: KEY,
    queryFn: () => calls.ask({ path: PATH, answer: sessionsEndpoints.list.answers[200] }),
  })
  const end = (path: string) =>
    action.run(async () => {
      await calls.tell({ path, method: 'DELETE' })
      await queries.invalidateQueries({ queryKey: KEY })
    })
  const others = query.data?.sessions.filter(({ current }) => !current).length ?? 0
  return (
    <Block
      title="Where you are logged in"
      lead="An ended session stops at once, and what it had open closes."
      action={
        others > 0 && (
          <Button variant="default" onClick={() => end(PATH)}>
            End {counted(others, 'other session')}
          </Button>
        )
      }
    >
      <Failure>{action.failure}</Failure>
      <Loaded query={query} what="your sessions">
        {({ sessions }) => (
          <Entries label="Sessions">
            {sessions.map((session) => (
              <SessionEntry
                key={session.id}
                session={session}
                onEnd={() => end(`${PATH}/${session.id}`)}
              />
            ))}
          </Entries>
        )}
      </Loaded>
    </Block>
  )
}

function SessionEntry({ session, onEnd }: SessionEntryProps): ReactElement {
  const name = deviceName(session.userAgent)
  return (
    <Entry
      name={name}
      mark={session.current ? 'this one' : undefined}
      action={
        !session.current && (
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
  readonly onEnd: () => void
}
