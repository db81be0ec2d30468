import { text } from 'node:stream/consumers'

import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'

type Middleware = (context: KoaContextWithOIDC, next: () => Promise<void>) => Promise<void>

/** The pages of a provider that believes whoever says who they are, and asks before it tells anything about them. */
export function askWho(provider: Provider): Middleware {
  return async (context, next) => {
    if (!context.path.startsWith('/interaction/')) return next()
    const { req, res } = context
    const { prompt, params, session, grantId } = await provider.interactionDetails(req, res)
    if (context.method !== 'POST') {
      context.type = 'html'
      context.body = formOf(prompt.name)
      return
    }
    const form = new URLSearchParams(await text(req))
    context.respond = false
    if (prompt.name === 'login') {
      const login = { accountId: form.get('login') ?? '' }
      const options = { mergeWithLastSubmission: false }
      await provider.interactionFinished(req, res, { login }, options)
      return
    }
    const known = grantId === undefined ? undefined : await provider.Grant.find(grantId)
    const grant =
      known ??
      new provider.Grant({
        ...(session && { accountId: session.accountId }),
        clientId: String(params['client_id']),
      })
    grant.addOIDCScope(String(params['scope']))
    const claims = prompt.details['missingOIDCClaims']
    if (Array.isArray(claims)) grant.addOIDCClaims(claims.map(String))
    const consent = { grantId: await grant.save() }
    await provider.interactionFinished(req, res, { consent }, { mergeWithLastSubmission: true })
  }
}

function formOf(prompt: string): string {
  const login = prompt === 'login' ? '<label>Who are you? <input name="login"></label>' : ''
  return `<!doctype html><html lang="en"><title>Provider</title><form method="post"><input type="hidden" name="prompt" value="${prompt}">${login}<button>Continue</button></form>`
}
