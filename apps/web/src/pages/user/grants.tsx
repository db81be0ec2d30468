import { rolesEndpoints, type Assignment } from '@argus/contracts/http/roles'
import type { UserInFull } from '@argus/contracts/http/users'
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'

import { Block, Entries, Entry } from '../../components/block.tsx'
import { placeWords } from '../../components/place-words.ts'
import { When } from '../../components/when.tsx'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/use-me.ts'
import { Loaded } from '../calls/loaded.tsx'
import { useCalls } from '../calls/use-calls.ts'
import { GiveRole } from './give-role.tsx'
import { TakeAway } from './take-away.tsx'
import { takingOf, type Taking } from './taking.ts'
import { userKey } from './user-key.ts'
import { plainText } from '../../live/words.ts'

type Open =
  | { readonly type: 'none' | 'give' }
  | { readonly type: 'take'; readonly given: Assignment }

/** Which roles a user has, and where. */
export function Grants({ user }: { readonly user: UserInFull }): ReactElement | null {
  const calls = useCalls()
  const grants = useMe().data?.grants ?? []
  const [open, setOpen] = useState<Open>({ type: 'none' })
  const mayList = may(grants, rolesEndpoints.assignments.access.permission)
  const mayChange = may(grants, rolesEndpoints.assign.access.permission)
  const query = useInfiniteQuery({
    queryKey: [...userKey(user.id), 'assignments'],
    enabled: mayList,
    initialPageParam: '',
    getNextPageParam: ({ next }: { readonly next: string | null }) => next,
    queryFn: ({ pageParam: after }) =>
      calls.ask({
        path: `/api/roles/assignments?user=${user.id}&limit=200${after === '' ? '' : `&after=${after}`}`,
        answer: rolesEndpoints.assignments.answers[200],
      }),
  })
  if (!mayList) return null
  const close = () => setOpen({ type: 'none' })
  return (
    <Block
      title="Roles"
      lead="Rights add up, and there are none that deny. A change reaches what is open within 2 seconds."
      action={
        mayChange && (
          <Button variant="default" onClick={() => setOpen({ type: 'give' })}>
            Give a role
          </Button>
        )
      }
    >
      <Loaded query={query} what="the roles of this user">
        {({ pages }) => {
          const all = pages.flatMap(({ assignments }) => assignments)
          if (all.length === 0) return <p>None: they see nothing until they have one.</p>
          return (
            <Entries label="Roles">
              {all.map((given) => (
                <GivenRole
                  key={given.id}
                  given={given}
                  taking={mayChange ? takingOf(given, user) : undefined}
                  onTake={() => setOpen({ type: 'take', given })}
                />
              ))}
            </Entries>
          )
        }}
      </Loaded>
      {query.hasNextPage && (
        <Button mt={12} variant="default" onClick={() => void query.fetchNextPage()}>
          Show more roles
        </Button>
      )}
      {open.type === 'give' && <GiveRole user={user} onClose={close} />}
      {open.type === 'take' && <TakeAway user={user} given={open.given} onClose={close} />}
    </Block>
  )
}

function GivenRole({ given, taking, onTake }: GivenRoleProps): ReactElement {
  const what = `${plainText(given.role)} ${placeWords(given)}`
  return (
    <Entry
      name={what}
      mark={given.source === 'provider' ? 'by provider' : undefined}
      action={
        taking?.type === 'possible' && (
          <Button variant="default" aria-label={`Take away ${what}`} onClick={onTake}>
            Take away
          </Button>
        )
      }
    >
      Since <When at={given.createdAt} />.{taking?.type === 'impossible' && ` ${taking.why}`}
    </Entry>
  )
}

interface GivenRoleProps {
  readonly given: Assignment
  /** Absent where the reader may take none away. */
  readonly taking: Taking | undefined
  readonly onTake: () => void
}
