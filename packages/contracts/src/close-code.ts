/** Why the gateway ended a connection. The range is the rule: an old client obeys a code it has never seen. */
export const CloseCode = {
  Draining: 4000,
  SlowConsumer: 4001,
  AuthorityUnreachable: 4002,
  NoHello: 4003,
  TooMany: 4004,
  TokenExpired: 4100,
  BadFrame: 4500,
  SessionRevoked: 4501,
  WrongSubject: 4502,
  NotAllowed: 4503,
} as const
export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode]

/** Codes of the WebSocket library that say the peers do not understand each other: dialling again cannot help. */
const PROTOCOL_FAULTS: readonly number[] = [1002, 1003, 1007, 1009]

/** What a client does after a close: dial again, refresh its access token once and dial, or stop and say so. */
export function afterClose(code: number): 'redial' | 'refresh' | 'stop' {
  if (PROTOCOL_FAULTS.includes(code) || (code >= 4500 && code <= 4999)) return 'stop'
  if (code >= 4100 && code <= 4199) return 'refresh'
  return 'redial' // 1006 and whatever a proxy invents: the network's fault until shown otherwise
}
