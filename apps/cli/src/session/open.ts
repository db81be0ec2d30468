import type { Config } from '../config.ts'
import { misused } from '../failure.ts'
import { openApi, type Api, type Identity } from './api.ts'
import { contextIn, readContexts, type Context } from './contexts.ts'
import { keyIdentity } from './key-identity.ts'
import { loginIdentity } from './login-identity.ts'
import { sessionFile } from './stored-session.ts'

/** Who asks, and whom. */
export interface Opened {
  readonly url: URL
  readonly api: Api
  readonly identity: Identity
  /** Of a login; an API key has none. */
  readonly context: (Context & { readonly name: string }) | undefined
}

/** Opens what the command line, the environment and the contexts name, in this order. Nothing is asked yet. */
export async function open(config: Config, contextOption: string | undefined): Promise<Opened> {
  const { apiKey } = config
  if (apiKey === undefined) return openContext(config, contextOption)
  const url = new URL(config.url ?? (await contextUrl(config, contextOption)))
  refusePlain(url)
  const identity = keyIdentity(url, apiKey)
  return { url, identity, api: openApi(url, identity), context: undefined }
}

async function openContext(config: Config, contextOption: string | undefined): Promise<Opened> {
  const context = contextIn(await readContexts(config), contextOption ?? config.context)
  const url = new URL(context.url)
  if (config.url !== undefined && new URL(config.url).href !== url.href)
    throw misused(
      `ARGUS_URL says ${config.url}, and the context "${context.name}" is of ${context.url}`,
      'Unset it, choose the context of that console (--context), or set ARGUS_API_KEY too.',
    )
  const identity = loginIdentity(url, sessionFile(config, context.name))
  return { url, identity, api: openApi(url, identity), context }
}

async function contextUrl(config: Config, contextOption: string | undefined): Promise<string> {
  return contextIn(await readContexts(config), contextOption ?? config.context).url
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** What is secret goes in the clear to this machine alone. Throws a Failure for any other address of plain http. */
export function refusePlain({ protocol, hostname, origin }: URL): void {
  if (protocol === 'https:' || LOOPBACK.test(hostname)) return
  throw misused(
    `${origin} is not used: what is secret would travel in the clear`,
    `Use https, or a tunnel that ends on this machine: kubectl port-forward, ssh -L.`,
  )
}
