import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

import { SUBPROTOCOL } from '@argus/contracts/client-frame'
import { Refusal } from '@argus/contracts/refusal-code'

import type { Turnstile } from '../admission/turnstile.ts'
import type { Accept } from '../connection/accept.ts'
import { isBareWay } from './bare-way.ts'
import { respondToUpgrade } from './error-response.ts'

export interface UpgradePolicy {
  /** Origins of the pages that may open a socket, each exact: scheme, host and port. */
  readonly allowedOrigins: readonly string[]
  /** Why nobody may be let in now; `undefined`: somebody may. */
  readonly closed: () => string | undefined
}

export interface UpgradeParts {
  readonly policy: UpgradePolicy
  readonly turnstile: Pick<Turnstile, 'enter'>
  readonly accept: Accept
  readonly refused: (refusal: Refusal) => void
}

/**
 * Takes upgrades of a server: each is judged before it is answered, those that waited once more, and nothing of a refused one
 * is logged.
 */
export function acceptUpgrades(server: Server, parts: UpgradeParts): void {
  const { policy, turnstile, accept, refused } = parts
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', destroyIt) // a peer that goes away while it is answered
    const refuse = (refusal: Refusal): void => {
      refused(refusal)
      respondToUpgrade(socket, refusal)
    }
    const refusal = judgeUpgrade(request, policy)
    if (refusal !== undefined) return refuse(refusal)
    let waiting: Disposable | undefined
    let answered = false
    const visitor = turnstile.enter(request, (visit) => {
      answered = true
      waiting?.[Symbol.dispose]()
      if (visit instanceof Refusal) return refuse(visit)
      const why = closedBy(policy)
      if (why === undefined) return accept({ request, socket: freed(socket), head, visit })
      visit[Symbol.dispose]()
      refuse(why)
    })
    if (!answered) waiting = wait(socket, visitor)
  })
}

/**
 * Who waits for an answer has nothing to say (RFC 6455 §4.1), so that it costs no more than its socket, and that it went
 * away is noticed.
 */
function wait(socket: Duplex, visitor: Disposable): Disposable {
  const leave = (): void => visitor[Symbol.dispose]()
  socket.on('data', destroyIt).on('end', destroyIt).on('close', leave)
  return {
    [Symbol.dispose]: () =>
      void socket.off('data', destroyIt).off('end', destroyIt).off('close', leave),
  }
}

/** Whoever takes a socket over hears its errors itself. */
function freed(socket: Duplex): Duplex {
  return socket.off('error', destroyIt)
}

/** Apart: a closure of the upgrade's own scope would keep its request as long as the socket. */
function destroyIt(this: Duplex): void {
  this.destroy()
}

/** Why this request does not become a socket; `undefined`: it does. */
export function judgeUpgrade(
  { url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  { allowedOrigins, closed }: UpgradePolicy,
): Refusal | undefined {
  const [path] = url.split('?', 1)
  if (path !== SOCKET_PATH) return new Refusal('not_found', 'There is no socket at this address.')
  if (url !== path) return new Refusal('invalid_request', NOTHING_IN_THE_ADDRESS)
  if (isBareWay(headers)) return new Refusal('not_allowed', BARE_WAY)
  // Only browsers send an Origin; who sends none carries no cookie that would mean anything here.
  if (headers.origin !== undefined && !allowedOrigins.includes(headers.origin))
    return new Refusal('cross_site', FOREIGN_PAGE)
  if (!protocolsOf(headers).includes(SUBPROTOCOL))
    return new Refusal('invalid_request', `Name the subprotocol ${SUBPROTOCOL} in the upgrade.`)
  return closedBy({ closed })
}

function closedBy({ closed }: Pick<UpgradePolicy, 'closed'>): Refusal | undefined {
  const why = closed()
  return why === undefined ? undefined : new Refusal('unavailable', why, { retryAfterMs: 5_000 })
}

export const SOCKET_PATH = '/ws'

/** Addresses end in logs and histories. */
export const NOTHING_IN_THE_ADDRESS =
  'The address of a socket carries nothing: send the token in the first frame, hello.'

/** The first frame would carry a token that everybody on the way could read. */
const BARE_WAY =
  'Sockets are opened over TLS only: dial wss://. An operator can have the proxy in front of Argus speak TLS.'

const FOREIGN_PAGE =
  'Pages of this origin may not open a socket here. An operator can list it in ARGUS_ALLOWED_ORIGINS.'

function protocolsOf(headers: IncomingMessage['headers']): readonly string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
}
