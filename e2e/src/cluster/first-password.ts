import { z } from 'zod'

import { ADMIN, callApi, logIn, type Login } from '../session.ts'
import { type Kubectl, readAs } from './kubectl.ts'
import { NAMESPACE, RELEASE } from './release.ts'

const secret = z.object({ data: z.object({ 'bootstrap-password': z.base64() }) })

/** Replaces the password that the release made for the first administrator, as that one would. */
export async function replaceFirstPassword(kubectl: Kubectl, consoleUrl: string): Promise<Login> {
  const { data } = await readAs(kubectl, secret, '--namespace', NAMESPACE, 'get', 'secret', RELEASE)
  const current = Buffer.from(data['bootstrap-password'], 'base64').toString()
  const password = `${current} replaced`
  const tokens = await logIn(consoleUrl, { email: ADMIN.email, password: current })
  const body = { current, password }
  await callApi(consoleUrl, tokens, { method: 'PUT', path: '/api/users/me/password', body })
  return { email: ADMIN.email, password }
}
