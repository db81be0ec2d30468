import {
  oidcEndpoints,
  providerLoginError,
  type ProviderLoginError,
} from '@argus/contracts/http/oidc'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'

import { call } from '../../session/api.ts'
import classes from '../login.module.css'

/** To the identity provider, where there is one; a page that cannot ask shows none. */
export function ProviderLink({ next }: { readonly next: string }): ReactElement | null {
  const { path, answers } = oidcEndpoints.provider
  const { data } = useQuery({
    queryKey: ['identity-provider'],
    queryFn: ({ signal }) => call({ path, answer: answers[200], signal }),
  })
  if (data?.configured !== true) return null
  const query = new URLSearchParams({ return_to: next }).toString()
  return (
    <Button
      component="a"
      href={`${oidcEndpoints.begin.path}?${query}`}
      variant="default"
      fullWidth
      className={classes['provider'] ?? ''}
    >
      Log in with {data.name}
    </Button>
  )
}

/** Why a login by the provider came to nothing, where the address says so. */
export function providerWords(error: string | undefined): string | undefined {
  if (error === undefined) return undefined
  const code = providerLoginError.safeParse(error)
  return WORDS[code.success ? code.data : 'provider_refused']
}

const WORDS: Readonly<Record<ProviderLoginError, string>> = {
  provider_unavailable:
    'The identity provider does not answer. Try again in a minute, or log in with a password.',
  login_expired: 'That login took too long, or began in another browser. Begin again.',
  provider_refused:
    'The identity provider did not confirm who you are. Begin again; if it stays so, tell an administrator.',
  too_weak:
    'Argus asks for a stronger login than this one. Set up a second factor at the identity provider, and log in there with it.',
  email_missing:
    'The identity provider tells no verified e-mail address of yours. An administrator of the provider can add one.',
  email_taken:
    'A user with your e-mail address exists here and logs in with a password. Do the same, or ask an administrator.',
  no_role: 'None of your groups has a role in Argus. Ask an administrator for one.',
  account_disabled: 'Your account is disabled. Ask an administrator.',
}
