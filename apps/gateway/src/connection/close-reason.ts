import { CloseCode } from '@argus/contracts/close-code'

/** Why, for a person who reads a log of closes. */
export function closeReason(code: CloseCode): string {
  return REASONS[code]
}

/** Whether nothing more may reach the peer, not even what was meant for it before. */
export function isUrgent(code: CloseCode): boolean {
  return code === CloseCode.SessionRevoked || code === CloseCode.AuthorityUnreachable
}

const REASONS: Readonly<Record<CloseCode, string>> = {
  [CloseCode.Draining]: 'this gateway stops; dial again',
  [CloseCode.SlowConsumer]: 'the connection did not take what was sent; dial again',
  [CloseCode.AuthorityUnreachable]: 'permissions cannot be checked now; dial again later',
  [CloseCode.NoHello]: 'no hello within 5 seconds',
  [CloseCode.TooMany]: 'too many frames, or too many connections; dial again later',
  [CloseCode.TokenExpired]: 'the access token is not valid, or no longer; refresh it',
  [CloseCode.BadFrame]: 'a frame could not be understood',
  [CloseCode.SessionRevoked]: 'the session is over; log in again',
  [CloseCode.WrongSubject]: 'the token is for another session',
  [CloseCode.NotAllowed]: 'not allowed',
}
