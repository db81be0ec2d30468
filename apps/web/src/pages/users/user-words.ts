import type { UserInFull } from '@argus/contracts/http/users'

import { counted, plainText } from '../../live/words.ts'

/** What a user is called: their name, else their address. */
export const userName = ({ displayName, email }: Pick<UserInFull, 'displayName' | 'email'>) =>
  plainText(displayName === '' ? email : displayName)

/** `app, 2 passkeys`; nothing where a password is enough. */
export function factorsText({ totp, passkeys }: UserInFull['secondFactors']): string | undefined {
  const parts = [...(totp ? ['app'] : []), ...(passkeys > 0 ? [counted(passkeys, 'passkey')] : [])]
  return parts.length === 0 ? undefined : parts.join(', ')
}

/** `admin, viewer (2)`: how often, where it is more than one place. */
export const rolesText = (roles: NonNullable<UserInFull['roles']>): string =>
  plainText(
    roles.map(({ role, places }) => (places === 1 ? role : `${role} (${places})`)).join(', '),
  )

export type UserState = 'active' | 'disabled' | 'password_due'

export function stateOf({
  disabledAt,
  mustChangePassword,
}: Pick<UserInFull, 'disabledAt' | 'mustChangePassword'>): UserState {
  if (disabledAt !== null) return 'disabled'
  return mustChangePassword ? 'password_due' : 'active'
}

export const STATE_WORDS: Readonly<Record<UserState, string>> = {
  active: 'active',
  disabled: 'disabled',
  password_due: 'password due',
}
