import { apiKeysEndpoints, type ApiKey } from '@argus/contracts/http/api-keys'
import { Button } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'

import { Failure } from '../calls/failure.tsx'
import { useAction } from '../calls/use-action.ts'
import { useCalls } from '../calls/use-calls.ts'
import { plainText } from '../../live/words.ts'
import { Block, Entries, Entry } from './block.tsx'
import { Loaded } from './loaded.tsx'
import { MadeKey } from './made-key.tsx'
import { NewKey } from './new-key.tsx'
import { When } from './when.tsx'

const PATH = '/api/auth/api-keys'
const KEY = ['api-keys'] as const

/** Keys with which scripts do some of what their owner may. */
export function Keys(): ReactElement {
  const calls = useCalls()
  const queries = useQueryClient()
  const action = useAction('Not revoked')
  const [open, setOpen] = useState<'none' | 'form' | { readonly key: string }>('none')
  const query = useInfiniteQuery({
    queryKey: KEY,
    initialPageParam: '',
    getNextPageParam: ({ next }: { readonly next: string | null }) => next,
    queryFn: ({ pageParam: after }) =>
      calls.ask({
        path: after === '' ? PATH : `${PATH}?after=${after}`,
        answer: apiKeysEndpoints.list.answers[200],
      }),
  })
  const reload = () => queries.invalidateQueries({ queryKey: KEY })
  const revoke = (id: string) =>
    action.run(async () => {
      await calls.tell({ path: `${PATH}/${id}`, method: 'DELETE' })
      await reload()
    })
  const made = async (key: string) => {
    setOpen({ key })
    await reload()
  }
  return (
    <Block
      title="Keys for scripts"
      lead="A key does what the roles that you give it permit, and never more than you may."
      action={
        <Button variant="default" onClick={() => setOpen('form')}>
          Make a key
        </Button>
      }
    >
      <Failure>{action.failure}</Failure>
      <Loaded query={query} what="your keys">
        {({ pages }) => {
          const keys = pages.flatMap(({ apiKeys }) => apiKeys)
          if (keys.length === 0) return <p>You have none. Scripts and pipelines need one each.</p>
          return (
            <Entries label="API keys">
              {keys.map((key) => (
                <KeyEntry key={key.id} apiKey={key} onRevoke={() => revoke(key.id)} />
              ))}
            </Entries>
          )
        }}
      </Loaded>
      {query.hasNextPage && (
        <Button mt={12} variant="default" onClick={() => void query.fetchNextPage()}>
          Show older keys
        </Button>
      )}
      {open === 'form' && <NewKey onMade={made} onClose={() => setOpen('none')} />}
      {typeof open === 'object' && <MadeKey secret={open.key} onStored={() => setOpen('none')} />}
    </Block>
  )
}

function KeyEntry({ apiKey, onRevoke }: KeyEntryProps): ReactElement {
  const { name, prefix, roles, expiresAt, revokedAt, lastUsedAt } = apiKey
  return (
    <Entry
      name={plainText(name)}
      mark={revokedAt === null ? undefined : 'revoked'}
      action={
        revokedAt === null && (
          <Button variant="default" aria-label={`Revoke ${name}`} onClick={onRevoke}>
            Revoke
          </Button>
        )
      }
    >
      argus_{prefix}…, {roles.map(roleWords).join(', ')}. Expires <When at={expiresAt} />,{' '}
      {lastUsedAt === null ? (
        'not used yet.'
      ) : (
        <>
          last used <When at={lastUsedAt} />.
        </>
      )}
    </Entry>
  )
}

interface KeyEntryProps {
  readonly apiKey: ApiKey
  readonly onRevoke: () => void
}

function roleWords({ role, cluster, namespace }: ApiKey['roles'][number]): string {
  if (cluster === null) return `${role} everywhere`
  return `${role} in ${namespace === null ? cluster : `${cluster} / ${namespace}`}`
}
