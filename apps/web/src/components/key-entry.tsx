import type { ApiKey } from '@argus/contracts/http/api-keys'
import { Button } from '@mantine/core'
import type { ReactElement } from 'react'

import { plainText } from '../live/words.ts'
import { Entry } from './block.tsx'
import { placeWords } from './place-words.ts'
import { When } from './when.tsx'

/** A key for scripts: what it may do, until when, and whether it is used; never the key. */
export function KeyEntry({ apiKey, onRevoke }: KeyEntryProps): ReactElement {
  const { name, prefix, roles, expiresAt, revokedAt, lastUsedAt } = apiKey
  return (
    <Entry
      name={plainText(name)}
      mark={revokedAt === null ? undefined : 'revoked'}
      action={
        revokedAt === null &&
        onRevoke !== undefined && (
          <Button variant="default" aria-label={`Revoke ${plainText(name)}`} onClick={onRevoke}>
            Revoke
          </Button>
        )
      }
    >
      argus_{prefix}…,{' '}
      {roles.map((given) => `${plainText(given.role)} ${placeWords(given)}`).join(', ')}. Expires{' '}
      <When at={expiresAt} />,{' '}
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
  /** Absent where it cannot be revoked here. */
  readonly onRevoke?: (() => void) | undefined
}
