import { INTERNAL_GROUP } from '@argus/contracts/topic'

import { plainText } from '../../live/words.ts'
import type { ScopeRights } from './loss.ts'

/** `get, list, watch every kind`, `change users of Argus`: what one permission lets somebody do. */
export function rightsText({
  apiGroup,
  resource,
  verbs,
}: ScopeRights['permissions'][number]): string {
  const doing = verbs.includes('*') ? 'everything with' : verbs.join(', ')
  return plainText(`${doing} ${kindText(apiGroup, resource)}`)
}

function kindText(group: string, resource: string): string {
  if (group === INTERNAL_GROUP) return resource === '*' ? 'Argus itself' : `${resource} of Argus`
  const kind = resource === '*' ? 'every kind' : resource
  return group === '*' ? kind : `${kind} in ${group}`
}
