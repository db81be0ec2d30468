import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { ADMIN, callApi, logIn } from '../session.ts'
import type { Stack } from './stack.ts'

/** Without the development override: its login is refused, and the generated one may do nothing before it is replaced. */
export async function firstLogin({ consoleUrl, secrets }: Stack): Promise<string> {
  const refused = await logIn(consoleUrl).then(
    () => 'tokens',
    (error: Error) => error.message,
  )
  if (!refused.includes('401'))
    throw new Error(`${ADMIN.email} / ${ADMIN.password} gets ${refused}`)
  const variables = await readFile(join(secrets, 'auth.env'), 'utf8')
  const password = /^ARGUS_BOOTSTRAP_PASSWORD=(.+)$/m.exec(variables)?.[1] ?? ''
  const tokens = await logIn(consoleUrl, { email: ADMIN.email, password })
  const answer = await callApi(consoleUrl, tokens, { method: 'GET', path: '/api/users' }).then(
    () => 'what it asks for',
    (error: Error) => error.message,
  )
  if (!answer.includes('password_change_required'))
    throw new Error(`the first session gets ${answer} before its password is replaced`)
  return 'no development login; the generated password asks for another'
}
