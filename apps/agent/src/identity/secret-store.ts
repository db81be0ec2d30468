import { readFile } from 'node:fs/promises'
import { request } from 'node:https'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'

import type { ServiceAccount } from '@argus/informer/service-account'
import { z } from 'zod'

import type { IdentityStore } from './identity.ts'

/** Which Secret of the namespace that the agent runs in. */
export interface SecretPlace {
  readonly account: ServiceAccount
  readonly name: string
}

const FIELD = 'identity'
const TIMEOUT_MS = 10_000

/**
 * A Secret in the agent's own namespace: the only thing that it ever writes to its cluster, by a Role that names it. A
 * change names the version that was read, so that of two agents at once one is refused.
 */
export function secretStore({ account, name }: SecretPlace): IdentityStore {
  let version: string | undefined
  return {
    async load() {
      const answer = await ask(account, { method: 'GET', name })
      if (answer.status === 404) return undefined
      const { metadata, data } = secretSchema.parse(JSON.parse(requireOk(answer, name)))
      version = metadata.resourceVersion
      const field = data?.[FIELD]
      return field === undefined ? undefined : Buffer.from(field, 'base64').toString('utf8')
    },
    async save(text) {
      const data = { [FIELD]: Buffer.from(text).toString('base64') }
      const kept = requireOk(await ask(account, callOf(data)), name)
      version = secretSchema.parse(JSON.parse(kept)).metadata.resourceVersion
    },
  }

  /** What somebody else wrote to it, such as who installed it, stays: only the key is changed. */
  function callOf(data: object): Call {
    if (version !== undefined)
      return { method: 'PATCH', name, body: { metadata: { resourceVersion: version }, data } }
    const head = { apiVersion: 'v1', kind: 'Secret', metadata: { name }, type: 'Opaque' }
    return { method: 'POST', body: { ...head, data } }
  }
}

const secretSchema = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  data: z.record(z.string(), z.string()).optional(),
})

const TYPES = {
  GET: undefined,
  POST: 'application/json',
  PATCH: 'application/merge-patch+json',
} as const

interface Call {
  readonly method: keyof typeof TYPES
  readonly name?: string
  readonly body?: object
}

interface Answer {
  readonly status: number
  readonly text: string
}

async function ask(
  { host, port, folder }: ServiceAccount,
  { method, name, body }: Call,
): Promise<Answer> {
  const [ca, token, namespace] = await Promise.all(
    ['ca.crt', 'token', 'namespace'].map((file) => readFile(join(folder, file), 'utf8')),
  )
  const path = `/api/v1/namespaces/${namespace?.trim()}/secrets${name === undefined ? '' : `/${name}`}`
  const headers = {
    authorization: `Bearer ${token?.trim()}`,
    accept: 'application/json',
    ...(body !== undefined && { 'content-type': TYPES[method] }),
  }
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const asking = request(
    { host, port, path, method, headers, ca, signal: AbortSignal.timeout(TIMEOUT_MS) },
    (response) => {
      const { statusCode: status = 0 } = response
      textOf(response).then((text) => resolve({ status, text }), reject)
    },
  )
  asking.on('error', reject)
  asking.end(body === undefined ? undefined : JSON.stringify(body))
  return promise
}

function requireOk({ status, text }: Answer, name: string): string {
  if (status >= 200 && status < 300) return text
  throw new Error(
    `the Secret ${name}, which keeps the key of the agent, cannot be used (${status}); its Role must let the agent get and patch it, and create it where there is none`,
  )
}
