import { z } from 'zod'

import { bearer, call, pairOf, type Answer, type Fields, type Pair } from '../client.ts'

interface Sent {
  readonly token?: string
  readonly body?: object
  /** A body as it stands, readable or not. */
  readonly raw?: string
  readonly headers?: Fields
}

/** Makes calls and remembers: every token it was given, and every error it was told. */
export interface SecretClient {
  send(method: string, path: string, sent: Sent): Promise<Answer>
  tokens(answer: Answer): Pair
  /** The pair that came last. */
  last(): Pair
  keep(name: string, secret: string): void
  secrets(): Readonly<Record<string, string>>
  /** The bodies of all refusals. */
  errors(): string
}

export function createSecretClient(url: string): SecretClient {
  const secrets: Record<string, string> = {}
  const pairs: Pair[] = []
  let errors = ''
  let count = 0
  const keep = (name: string, secret: string): void => void (secrets[name] = secret)
  const learn = (answer: Answer): void => {
    if (answer.status >= 400) {
      errors += `${answer.status} ${answer.text}\n`
      return
    }
    count += 1
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value !== '') keep(`cookie ${String(name)} ${count}`, value)
    }
    if (!answer.headers.get('content-type')?.startsWith('application/json')) return
    const given = givenSchema.safeParse(answer.json())
    for (const [name, value] of Object.entries(given.data ?? {})) {
      if (value !== undefined) keep(`${name} ${count}`, value)
    }
  }
  return {
    async send(method, path, { token, body, raw, headers = {} }) {
      const text = raw ?? (body === undefined ? undefined : JSON.stringify(body))
      const answer = await call(url + path, {
        method,
        redirect: 'manual',
        headers: {
          ...(text !== undefined && { 'content-type': 'application/json' }),
          ...(token !== undefined && bearer(token)),
          ...headers,
        },
        ...(text !== undefined && { body: text }),
      })
      learn(answer)
      return answer
    },
    tokens(answer) {
      const pair = pairOf(answer)
      pairs.push(pair)
      return pair
    },
    last() {
      const pair = pairs.at(-1)
      if (pair === undefined) throw new Error('no tokens were given yet')
      return pair
    },
    keep,
    secrets: () => secrets,
    errors: () => errors,
  }
}

/** Fields that hold a secret whatever call answers them. */
const givenSchema = z.object({
  access_token: z.string().optional(),
  refresh_token: z.string().optional(),
  challenge: z.string().optional(),
  password: z.string().optional(),
  code: z.string().optional(),
  device_code: z.string().optional(),
  user_code: z.string().optional(),
})
