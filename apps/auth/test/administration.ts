import { z } from 'zod'

import { PASSWORD, type TestAuth } from './auth-service.ts'
import { bearer, call, logInAs, pairOf, type Answer } from './client.ts'

/** One who makes calls: logged in just now, so that what is dangerous is open. */
export interface Acting {
  readonly token: string
  get(path: string): Promise<Answer>
  send(method: string, path: string, body?: object): Promise<Answer>
}

/** Logs in and answers what makes calls as that user. */
export async function actAs(auth: TestAuth, email: string, password = PASSWORD): Promise<Acting> {
  const pair = pairOf(await logInAs(auth, email, password))
  return acting(auth, pair.access_token)
}

export function acting(auth: TestAuth, token: string): Acting {
  return {
    token,
    get: (path) => call(`${auth.service.url}${path}`, { headers: bearer(token) }),
    send: (method, path, body) =>
      call(`${auth.service.url}${path}`, {
        method,
        headers: {
          ...bearer(token),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  }
}

const coded = z.object({ code: z.string() })

/** The status, and the code of a refusal. */
export function outcomeOf(answer: Answer): string {
  if (answer.status < 400) return String(answer.status)
  return `${answer.status} ${coded.parse(answer.json()).code}`
}

/** The id of a role by its name. */
export async function roleId({ db }: TestAuth, name: string): Promise<string> {
  const { id } = await db
    .selectFrom('roles')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return id
}
