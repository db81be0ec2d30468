import type { UserAnswer } from '@argus/contracts/http/users'
import type { ReactElement } from 'react'

import { plainText } from '../../live/words.ts'
import { Failure } from '../calls/failure.tsx'
import { SecretDialog } from '../calls/secret-dialog.tsx'

export interface Made {
  readonly user: UserAnswer
  /** What nobody chose. */
  readonly oneTimePassword: string | null
  /** Why the role was not given. */
  readonly withoutRole: string | undefined
}

/** What there is to know of a new user before their page. */
export function MadeUser({ made, onStored }: MadeUserProps): ReactElement {
  const { user, oneTimePassword, withoutRole } = made
  return (
    <SecretDialog
      title={`${plainText(user.email)} is added`}
      secret={oneTimePassword ?? undefined}
      what="password"
      onStored={onStored}
    >
      <Failure>{withoutRole}</Failure>
      {oneTimePassword !== null && (
        <p>
          Their password for the first login. It is not shown again, and is over after a day. Give
          it to them on a way that nobody else reads.
        </p>
      )}
    </SecretDialog>
  )
}

interface MadeUserProps {
  readonly made: Made
  readonly onStored: () => void
}
