import { unknownValue } from '../../search.ts'
import type { UserFilter } from './user-filters.tsx'

/** The filter of an address without a state that does not exist, and what is said of that. */
export function knownState(filter: UserFilter): {
  readonly filter: UserFilter
  readonly ignored: string | undefined
} {
  const { state } = filter
  if (state === undefined || state === 'active' || state === 'disabled')
    return { filter, ignored: undefined }
  return { filter: { ...filter, state: undefined }, ignored: unknownValue('state', state) }
}
