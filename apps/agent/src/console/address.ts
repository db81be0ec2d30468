import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'

/** How the console is reached, under whose address the watcher answers. */
export interface ConsoleAddress {
  /** `https://argus.example.org`. */
  readonly url: string
  /** The authority that vouches for it, in PEM, where that is none of the system's. */
  readonly ca: string | undefined
  /** `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, as everybody writes them. */
  readonly proxyEnv: Readonly<Record<string, string | undefined>>
}

/** What connects to the console: through the HTTP proxy where one is named for its address. */
export function connectorTo({ url, ca, proxyEnv }: ConsoleAddress): HttpAgent {
  const options = { proxyEnv: { ...proxyEnv } }
  if (!url.startsWith('https:')) return new HttpAgent(options)
  return new HttpsAgent({ ...options, ...(ca !== undefined && { ca }) })
}
