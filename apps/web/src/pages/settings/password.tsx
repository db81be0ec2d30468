import { meEndpoints } from '@argus/contracts/http/me'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'

import { Dialog } from '../calls/dialog.tsx'
import { useCalls } from '../calls/use-calls.ts'
import { newPasswordWords } from '../../session/api-error.ts'
import { useSession } from '../../session/session-context.tsx'
import { EntryForm } from '../login/entry-form.tsx'
import { SecretInput } from '../login/secret-input.tsx'
import { Block } from '../../components/block.tsx'

/** One's own password, replaced by whoever knows it. */
export function Password(): ReactElement | null {
  const session = useSession()
  const calls = useCalls()
  const { data } = useQuery({
    queryKey: ['profile'],
    queryFn: () => calls.ask({ path: '/api/users/me', answer: meEndpoints.profile.answers[200] }),
  })
  const [step, setStep] = useState<'none' | 'asked' | 'saved'>('none')
  const submit = async (field: (name: string) => string) => {
    await session.changePassword(field('current'), field('password'))
    setStep('saved')
  }
  // Whoever logs in by a provider has their password there.
  if (data?.hasPassword === false) return null
  return (
    <Block
      title="Password"
      lead={
        step === 'saved' ? (
          <span role="status">Changed. Your other sessions are ended.</span>
        ) : (
          'A new one ends your other sessions.'
        )
      }
      action={
        <Button variant="default" onClick={() => setStep('asked')}>
          Change the password
        </Button>
      }
    >
      {step === 'asked' && (
        <Dialog title="Change the password" onClose={() => setStep('none')}>
          <EntryForm button="Save the password" words={newPasswordWords} submit={submit}>
            <SecretInput name="current" label="Current password" autoComplete="current-password" />
            <SecretInput
              name="password"
              label="New password"
              autoComplete="new-password"
              description="At least 15 characters. Several words are easier to remember than signs."
            />
          </EntryForm>
        </Dialog>
      )}
    </Block>
  )
}
