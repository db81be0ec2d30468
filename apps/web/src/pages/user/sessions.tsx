import { sessionsEndpoints } from '@argus/contracts/http/sessions'
import type { UserInFull } from '@argus/contracts/http/users'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'

import { Block, Entries } from '../../components/block.tsx'
import { SessionEntry } from '../../components/session-entry.tsx'
import { counted } from '../../live/words.ts'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/use-me.ts'
import { refusalWords } from '../calls/refusal-words.ts'
import { Failure } from '../calls/failure.tsx'
import { Loaded } from '../calls/loaded.tsx'
import { useAction } from '../calls/use-action.ts'
import { useCalls } from '../calls/use-calls.ts'
import { useUserChanged } from './use-user-changed.ts'
import { userKey } from './user-key.ts'

/** Where a user is logged in, and the way to end it. */
export function Sessions({ user }: { readonly user: UserInFull }): ReactElement | null {
  const calls = useCalls()
  const grants = useMe().data?.grants ?? []
  const action = useAction('Not ended', refusalWords)
  const changed = useUserChanged(user.id)
  const mayList = may(grants, sessionsEndpoints.listOfUser.access.permission)
  const mayEnd = may(grants, sessionsEndpoints.endOfUser.access.permission)
  const path = `/api/users/${user.id}/sessions`
  const query = useQuery({
    queryKey: [...userKey(user.id), 'sessions'],
    enabled: mayList,
    queryFn: () => calls.ask({ path, answer: sessionsEndpoints.listOfUser.answers[200] }),
  })
  if (!mayList) return null
  const end = (ended: string) =>
    action.run(async () => {
      await calls.tell({ path: ended, method: 'DELETE' })
      await changed()
    })
  const sessions = query.data?.sessions ?? []
  return (
    <Block
      title="Sessions"
      lead="An ended session stops at once, and what it had open closes."
      action={
        mayEnd &&
        sessions.length > 0 && (
          <Button variant="default" onClick={() => end(path)}>
            End {counted(sessions.length, 'session')}
          </Button>
        )
      }
    >
      <Failure>{action.failure}</Failure>
      <Loaded query={query} what="the sessions of this user">
        {() =>
          sessions.length === 0 ? (
            <p>None: they are not logged in.</p>
          ) : (
            <Entries label="Sessions">
              {sessions.map((session) => (
                <SessionEntry
                  key={session.id}
                  session={session}
                  onEnd={mayEnd ? () => end(`/api/auth/sessions/${session.id}`) : undefined}
                />
              ))}
            </Entries>
          )
        }
      </Loaded>
    </Block>
  )
}
