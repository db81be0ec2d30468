import { NativeSelect, TextInput } from '@mantine/core'
import type { ReactElement } from 'react'

import { Icon } from '../../ui/icon.tsx'
import { useRoles } from '../administration/use-roles.ts'
import classes from '../users.module.css'
import { plainText } from '../../live/words.ts'

/** Which users are listed, as the address says it. */
export interface UserFilter {
  readonly q?: string | undefined
  readonly role?: string | undefined
  readonly state?: string | undefined
}

/** By text, role and state; by role only where the reader may list roles. */
export function UserFilters({ filter, onFilter }: UserFiltersProps): ReactElement {
  const roles = useRoles().data
  return (
    <div className={classes['filters']} role="search">
      <TextInput
        className={classes['text'] ?? ''}
        aria-label="Filter by name or e-mail"
        placeholder="Name or e-mail begins with"
        type="search"
        maxLength={254}
        value={filter.q ?? ''}
        onChange={({ currentTarget }) => onFilter({ ...filter, q: currentTarget.value })}
        leftSection={<Icon name="search" size={15} />}
      />
      {roles !== undefined && (
        <NativeSelect
          aria-label="Role"
          value={filter.role ?? ''}
          onChange={({ currentTarget }) => onFilter({ ...filter, role: currentTarget.value })}
          data={[
            { value: '', label: 'Any role' },
            ...roles.map(({ name }) => ({ value: name, label: plainText(name) })),
          ]}
        />
      )}
      <NativeSelect
        aria-label="State"
        value={filter.state ?? ''}
        onChange={({ currentTarget }) => onFilter({ ...filter, state: currentTarget.value })}
        data={STATES}
      />
    </div>
  )
}

interface UserFiltersProps {
  readonly filter: UserFilter
  readonly onFilter: (filter: UserFilter) => void
}

const STATES = [
  { value: '', label: 'Any state' },
  { value: 'active', label: 'Active' },
  { value: 'disabled', label: 'Disabled' },
]
