import { PasswordInput } from '@mantine/core'
import type { ReactElement } from 'react'

import { Icon } from '../../ui/icon.tsx'

export interface SecretInputProps {
  readonly name: string
  readonly label: string
  readonly autoComplete: 'current-password' | 'new-password'
  readonly description?: string
}

/** A password, hidden unless asked for. */
export function SecretInput(props: SecretInputProps): ReactElement {
  return (
    <PasswordInput
      {...props}
      required
      withAsterisk={false}
      visibilityToggleIcon={({ reveal }) => <Icon name={reveal ? 'close' : 'eye'} />}
      visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
    />
  )
}
