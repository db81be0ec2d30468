import type { UserInFull } from '@argus/contracts/http/users'
import type { ReactElement } from 'react'

import { stateOf, STATE_WORDS } from './user-words.ts'
import classes from '../users.module.css'

type Shown = Pick<UserInFull, 'disabledAt' | 'mustChangePassword'>

/** Whether somebody can log in. */
export function UserState({ user }: { readonly user: Shown }): ReactElement {
  const state = stateOf(user)
  return (
    <span className={classes['state']} data-state={state}>
      {STATE_WORDS[state]}
    </span>
  )
}
