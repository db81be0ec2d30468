import type { AuthDatabase } from '@argus/db/auth'

import { rememberDevice } from '../user/known-device.ts'
import type { Call, Reply } from './call.ts'

/** The answer to a login by cookie, with the cookie by which this browser is known the next time. */
export async function knownDeviceCookie(
  reply: Reply,
  { db, call, now }: { readonly db: AuthDatabase; readonly call: Call; readonly now: number },
  userId: string,
): Promise<Reply> {
  const given = { secret: call.cookies.device, userId }
  const { secret: value, expiresAt } = await rememberDevice(db, given, now)
  const cookie = { type: 'set', name: 'device', value, expiresAt } as const
  return { ...reply, cookies: [...(reply.cookies ?? []), cookie] }
}
