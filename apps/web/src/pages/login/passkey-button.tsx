import { passkeyEndpoints } from '@argus/contracts/http/passkeys'
import { Button } from '@mantine/core'
import { useEffect, useRef, useState, type ReactElement } from 'react'

import { ApiError, passkeyWords } from '../../session/api-error.ts'
import { call } from '../../session/api.ts'
import { provePasskey } from '../../session/passkey.ts'
import { useSession } from '../../session/session-context.tsx'
import { Icon } from '../../ui/icon.tsx'
import classes from '../login.module.css'

/** In without a password: the passkey itself says whose it is. Absent where the browser knows none. */
export function PasskeyButton(): ReactElement | null {
  const session = useSession()
  const [failure, setFailure] = useState<string>()
  const [busy, setBusy] = useState(false)
  const alert = useRef<HTMLParagraphElement>(null)
  useEffect(() => alert.current?.focus(), [failure])
  if (!('PublicKeyCredential' in globalThis)) return null
  const enter = async () => {
    setBusy(true)
    setFailure(undefined)
    try {
      const { path, answers } = passkeyEndpoints.beginLogin
      const options = await call({ path, method: 'POST', body: {}, answer: answers[200] })
      await session.logInByPasskey(options.challenge, await provePasskey(options))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setFailure(passkeyWords(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      {failure !== undefined && (
        <p ref={alert} role="alert" tabIndex={-1} className={classes['failure']}>
          <Icon name="failed" />
          {failure}
        </p>
      )}
      <Button
        variant="default"
        fullWidth
        loading={busy}
        className={classes['provider'] ?? ''}
        onClick={() => void enter()}
      >
        Use a passkey
      </Button>
    </>
  )
}
