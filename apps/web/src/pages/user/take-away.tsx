import { previewSchema, type Assignment } from '@argus/contracts/http/roles'
import type { UserInFull } from '@argus/contracts/http/users'
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'

import { placeWords } from '../../components/place-words.ts'
import { Confirm } from '../calls/confirm.tsx'
import { Loaded } from '../calls/loaded.tsx'
import { useCalls } from '../calls/use-calls.ts'
import { userName } from '../users/user-words.ts'
import { lossOf } from './loss.ts'
import { RightLines } from './right-lines.tsx'
import { useUserChanged } from './use-user-changed.ts'
import { userKey } from './user-key.ts'
import { plainText } from '../../live/words.ts'

/** What a user loses with a role, told before it is taken away. */
export function TakeAway({ user, given, onClose }: TakeAwayProps): ReactElement {
  const calls = useCalls()
  const changed = useUserChanged(user.id)
  const query = useQuery({
    queryKey: [...userKey(user.id), 'without', given.id],
    gcTime: 0,
    queryFn: () =>
      calls.ask({
        path: '/api/roles/preview',
        method: 'POST',
        body: { userId: user.id, draft: { remove: [given.id] } },
        answer: previewSchema,
      }),
  })
  const act = async () => {
    await calls.tell({ path: `/api/roles/assignments/${given.id}`, method: 'DELETE' })
    onClose()
    await changed()
  }
  return (
    <Confirm
      title={`Take ${plainText(given.role)} ${placeWords(given)} away`}
      button="Take it away"
      failed="Not taken away"
      act={act}
      onClose={onClose}
    >
      <Loaded query={query} what="what they lose">
        {({ today, draft }) => {
          const lost = lossOf(today, draft ?? today)
          if (lost.length === 0)
            return <p>{userName(user)} loses nothing: other roles permit the same.</p>
          return (
            <>
              <p>{userName(user)} loses, within 2 seconds, also in what is open:</p>
              <RightLines scopes={lost} />
            </>
          )
        }}
      </Loaded>
    </Confirm>
  )
}

interface TakeAwayProps {
  readonly user: UserInFull
  readonly given: Assignment
  readonly onClose: () => void
}
