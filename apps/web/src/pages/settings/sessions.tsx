import { sessionsEndpoints } from '@argus/contracts/http/sessions'
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'

import { Failure } from '../calls/failure.tsx'
import { useAction } from '../calls/use-action.ts'
import { useCalls } from '../calls/use-calls.ts'
import { counted } from '../../live/words.ts'
import { Block, Entries } from '../../components/block.tsx'
import { SessionEntry } from '../../components/session-entry.tsx'
import { Loaded } from '../calls/loaded.tsx'

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
                onEnd={session.current ? undefined : () => end(`${PATH}/${session.id}`)}
              />
            ))}
          </Entries>
        )}
      </Loaded>
    </Block>
  )
}
