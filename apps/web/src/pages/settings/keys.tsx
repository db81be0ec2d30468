import { apiKeysEndpoints, type ApiKey } from '@argus/contracts/http/api-keys'
import { Button } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'

import { RevokeKey } from '../calls/revoke-key.tsx'
import { SecretDialog } from '../calls/secret-dialog.tsx'
import { useCalls } from '../calls/use-calls.ts'
import { Block, Entries } from '../../components/block.tsx'
import { KeyEntry } from '../../components/key-entry.tsx'
import { Loaded } from '../calls/loaded.tsx'
import { NewKey } from './new-key.tsx'

const PATH = '/api/auth/api-keys'
const KEY = ['api-keys'] as const

type Open =
  | { readonly type: 'none' | 'form' }
  | { readonly type: 'made'; readonly key: string }
  | { readonly type: 'revoke'; readonly apiKey: ApiKey }

/** Keys with which scripts do some of what their owner may. */
export function Keys(): ReactElement {
  const calls = useCalls()
  const queries = useQueryClient()
  const [open, setOpen] = useState<Open>({ type: 'none' })
  const close = () => setOpen({ type: 'none' })
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
  const made = async (key: string) => {
    setOpen({ type: 'made', key })
    await reload()
  }
  return (
    <Block
      title="Keys for scripts"
      lead="A key does what the roles that you give it permit, and never more than you may."
      action={
        <Button variant="default" onClick={() => setOpen({ type: 'form' })}>
          Make a key
        </Button>
      }
    >
      <Loaded query={query} what="your keys">
        {({ pages }) => {
          const keys = pages.flatMap(({ apiKeys }) => apiKeys)
          if (keys.length === 0) return <p>You have none. Scripts and pipelines need one each.</p>
          return (
            <Entries label="API keys">
              {keys.map((key) => (
                <KeyEntry
                  key={key.id}
                  apiKey={key}
                  onRevoke={() => setOpen({ type: 'revoke', apiKey: key })}
                />
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
      {open.type === 'form' && <NewKey onMade={made} onClose={close} />}
      {open.type === 'revoke' && (
        <RevokeKey apiKey={open.apiKey} path={PATH} onRevoked={reload} onClose={close} />
      )}
      {open.type === 'made' && (
        <SecretDialog title="Your new key" secret={open.key} what="key" onStored={close}>
          <p>It is not shown again. Keep it where your scripts take their secrets from.</p>
        </SecretDialog>
      )}
    </Block>
  )
}
