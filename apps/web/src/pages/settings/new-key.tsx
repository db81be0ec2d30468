import { apiKeysEndpoints } from '@argus/contracts/http/api-keys'
import { NativeSelect, TextInput } from '@mantine/core'
import type { ReactElement } from 'react'

import { timeNow } from '../../live/second.ts'
import { callWords } from '../calls/call-words.ts'
import { Dialog } from '../calls/dialog.tsx'
import { useCalls } from '../calls/use-calls.ts'
import type { ApiError } from '../../session/api-error.ts'
import { EntryForm } from '../login/entry-form.tsx'

/** What a new key is called, may do, and how long it lives. */
export function NewKey({ onMade, onClose }: NewKeyProps): ReactElement {
  const calls = useCalls()
  const submit = async (field: (name: string) => string) => {
    const orNone = (name: string) => (field(name) === '' ? null : field(name))
    const body = {
      name: field('name'),
      roles: [{ role: field('role'), cluster: orNone('cluster'), namespace: orNone('namespace') }],
      expiresAt: new Date(timeNow() + Number(field('days')) * DAY_MS).toISOString(),
    }
    const answer = apiKeysEndpoints.make.answers[201]
    const made = await calls.ask({ path: '/api/auth/api-keys', method: 'POST', body, answer })
    await onMade(made.key)
  }
  return (
    <Dialog title="Make a key" onClose={onClose}>
      <EntryForm button="Make the key" words={keyWords} submit={submit}>
        <TextInput name="name" label="Name" maxLength={100} required withAsterisk={false} />
        <TextInput
          name="role"
          label="Role"
          description="One that you hold yourself where the key is to have it."
          maxLength={64}
          required
          withAsterisk={false}
        />
        <TextInput name="cluster" label="Cluster" description="Empty: in all clusters." />
        <TextInput
          name="namespace"
          label="Namespace"
          description="Empty: in all of them. One needs a cluster."
        />
        <NativeSelect name="days" label="Expires after" defaultValue="90" data={LIVES} />
      </EntryForm>
    </Dialog>
  )
}

interface NewKeyProps {
  readonly onMade: (key: string) => Promise<void>
  readonly onClose: () => void
}

function keyWords(error: ApiError): string {
  return error.code === 'not_allowed'
    ? 'Not made: you do not hold this role there yourself, so you cannot give it. Choose another role or place.'
    : callWords('Not made', error)
}

const LIVES = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'a year' },
]
const DAY_MS = 86_400_000
