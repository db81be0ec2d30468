import type { ApiKey } from '@argus/contracts/http/api-keys'
import type { ReactElement } from 'react'

import { plainText } from '../../live/words.ts'
import { Confirm } from './confirm.tsx'
import { useCalls } from './use-calls.ts'

/** Says what ends with a key before it is revoked. */
export function RevokeKey({ apiKey, path, onRevoked, onClose }: RevokeKeyProps): ReactElement {
  const calls = useCalls()
  const act = async () => {
    await calls.tell({ path: `${path}/${apiKey.id}`, method: 'DELETE' })
    onClose()
    await onRevoked()
  }
  return (
    <Confirm
      title={`Revoke ${plainText(apiKey.name)}`}
      button="Revoke the key"
      failed="Not revoked"
      act={act}
      onClose={onClose}
    >
      <p>Whatever uses it stops working at once. A revoked key cannot be taken back.</p>
    </Confirm>
  )
}

interface RevokeKeyProps {
  readonly apiKey: ApiKey
  /** The address of the keys that it is one of. */
  readonly path: string
  readonly onRevoked: () => Promise<void>
  readonly onClose: () => void
}
