import type { Grant, Permission } from '@argus/contracts/grant'
import { usersEndpoints } from '@argus/contracts/http/users'
import { clusterId } from '@argus/contracts/topic'
import { Button, NativeSelect, Radio, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactElement } from 'react'

import { useClusters } from '../../../components/use-clusters.ts'
import { plainText } from '../../../live/words.ts'
import { Dialog } from '../../calls/dialog.tsx'
import { Loaded } from '../../calls/loaded.tsx'
import { useCalls } from '../../calls/use-calls.ts'
import { grantRefusal } from './editing.ts'
import type { NewHolder } from './role-draft.ts'
import classes from './role.module.css'

/** Who is to have the role, and where; stored with everything else. */
export function GrantDialog({
  permissions,
  own,
  onGrant,
  onClose,
}: GrantDialogProps): ReactElement {
  const [text, setText] = useState('')
  const [person, setPerson] = useState<Pick<NewHolder, 'userId' | 'email'>>()
  const [cluster, setCluster] = useState('')
  const [namespace, setNamespace] = useState('')
  const { clusters } = useClusters()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const place = {
    cluster: cluster === '' ? null : cluster,
    namespace: cluster === '' || namespace === '' ? null : namespace,
  }
  const isName = namespace === '' || clusterId.safeParse(namespace).success
  const refusal = grantRefusal(permissions, own, place)
  return (
    <Dialog title="Grant to" onClose={onClose}>
      <TextInput
        ref={field}
        type="search"
        label="Person"
        description="By how the e-mail address or the name begins."
        value={text}
        onChange={({ currentTarget: { value } }) => setText(value)}
      />
      <People text={text} chosen={person?.userId} onChoose={setPerson} />
      <NativeSelect
        mt={12}
        label="Cluster"
        value={cluster}
        data={[
          { value: '', label: 'Everywhere' },
          ...clusters.map(({ id }) => id).toSorted((a, b) => (a < b ? -1 : 1)),
        ]}
        onChange={({ currentTarget: { value } }) => setCluster(value)}
      />
      {cluster !== '' && (
        <TextInput
          mt={12}
          label="Namespace"
          description="Empty: all of them, and what has none."
          value={namespace}
          error={isName ? undefined : 'Lower-case letters, digits and hyphens only.'}
          onChange={({ currentTarget: { value } }) => setNamespace(value)}
        />
      )}
      {refusal !== undefined && (
        <p role="alert" className={classes['refusal']}>
          {refusal}
        </p>
      )}
      <Button
        mt={16}
        fullWidth
        disabled={person === undefined || refusal !== undefined || !isName}
        onClick={() => {
          if (person !== undefined) onGrant({ ...person, ...place })
        }}
      >
        Add to the draft
      </Button>
    </Dialog>
  )
}

interface GrantDialogProps {
  readonly permissions: readonly Permission[]
  readonly own: readonly Grant[]
  readonly onGrant: (holder: NewHolder) => void
  readonly onClose: () => void
}

function People({ text, chosen, onChoose }: PeopleProps): ReactElement {
  const calls = useCalls()
  const [search] = useDebouncedValue(text.trim(), TYPING_MS)
  const query = useQuery({
    queryKey: ['role-people', search],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      calls.ask({
        path: `/api/users?limit=6${search === '' ? '' : `&search=${encodeURIComponent(search)}`}`,
        answer: usersEndpoints.list.answers[200],
        signal,
      }),
  })
  return (
    <Loaded query={query} what="the users">
      {({ users }) =>
        users.length === 0 ? (
          <p role="status">No user begins so.</p>
        ) : (
          <fieldset className={classes['people']}>
            <legend className="visually-hidden">Users</legend>
            {users.map(({ id, email }) => (
              <Radio
                key={id}
                size="xs"
                name="person"
                label={plainText(email)}
                checked={chosen === id}
                onChange={() => onChoose({ userId: id, email })}
              />
            ))}
          </fieldset>
        )
      }
    </Loaded>
  )
}

interface PeopleProps {
  readonly text: string
  readonly chosen: string | undefined
  readonly onChoose: (person: Pick<NewHolder, 'userId' | 'email'>) => void
}

const TYPING_MS = 200
