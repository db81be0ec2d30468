import { CORE_GROUP } from '@argus/contracts/topic'

/** Whether an operator lets Secrets be followed: not at all, or their names, labels and dates. Never what is in them. */
export type SecretsPolicy = 'never' | 'metadata'

/** In which form a resource is asked for; `closed` where it is not asked for at all, and why. */
export type Secrecy =
  | { readonly type: 'open'; readonly form: 'whole' | 'metadata' }
  | { readonly type: 'closed'; readonly reason: string }

/** What of a resource may enter this process. A ConfigMap is as often a secret as not. */
export function secrecyOf(
  { group, resource }: { readonly group: string; readonly resource: string },
  secrets: SecretsPolicy,
): Secrecy {
  const core = group === CORE_GROUP || group === ''
  if (core && resource === 'secrets' && secrets === 'never') {
    return { type: 'closed', reason: SECRETS_CLOSED }
  }
  const metadata = core && (resource === 'secrets' || resource === 'configmaps')
  return { type: 'open', form: metadata ? 'metadata' : 'whole' }
}

/** Why Secrets are not asked for. */
export const SECRETS_CLOSED =
  'Argus does not follow Secrets; an operator may let it show their names and labels, and never what is in them, by ARGUS_SECRETS=metadata'
