import type { AgentTokenAnswer } from '@argus/contracts/http/agents'
import { agentsEndpoints } from '@argus/contracts/http/agents'
import { inputOf } from '@argus/contracts/endpoint-input'
import { Refusal } from '@argus/contracts/refusal-code'
import type { FleetDatabase } from '@argus/db/fleet'
import type { ClientAddress } from '@argus/service-kit/client-address'
import type { RequestHandler } from 'express'
import { randomUUID } from 'node:crypto'

import type { Clock } from '../clock.ts'
import { issueToken, registerAgent, revokeAgent } from '../cluster/agent/admit-agents.ts'
import { Attempts } from '../cluster/agent/attempts.ts'
import type { RefusedAgent } from '../cluster/agent/refused-agents.ts'
import { admitTo } from './clusters.ts'
import { actorOf, readBody, route, type EndpointRoute } from './endpoint-route.ts'

export interface AgentSources {
  readonly db: FleetDatabase
  readonly clock: Clock
  readonly address: ClientAddress
  readonly refusedAgent: (refused: RefusedAgent) => Promise<void>
  /** Called after a change was committed: every replica is to look. */
  readonly registryChanged: () => void
}

/** Tokens for agents, and the end of their rights. */
export function agentCalls({ db, clock, registryChanged }: AgentSources): readonly EndpointRoute[] {
  const token = route(agentsEndpoints.token, async ({ params: { id } }, caller) => {
    admitTo(caller.principal.grants, id, 'update')
    const actor = actorOf(caller)
    const made = await issueToken(db, { cluster: id, actor, now: clock.now() })
    const body: AgentTokenAnswer = { token: made.token, expiresAt: made.expiresAt.toISOString() }
    return { status: 201, body }
  })
  const revoke = route(agentsEndpoints.revoke, async ({ params: { id } }, caller) => {
    admitTo(caller.principal.grants, id, 'update')
    await revokeAgent(db, { cluster: id, actor: actorOf(caller) })
    registryChanged()
    return { status: 204 }
  })
  return [token, revoke]
}

/** Many agents may be installed at once from behind one address; a token is not guessed, but who tries costs something. */
const FROM_ONE = 60
const FROM_ALL = 600

/** `POST /api/agents/register`: for whoever has a token, which is all that it takes. */
export function register({
  db,
  clock,
  address,
  refusedAgent,
  registryChanged,
}: AgentSources): RequestHandler {
  const one = new Attempts(FROM_ONE, clock)
  const all = new Attempts(FROM_ALL, clock)
  return async (request, response) => {
    const ip = address(request)
    if (!one.take(ip ?? '') || !all.take('all'))
      throw new Refusal('too_many', 'too many registrations; wait a minute, then try again')
    await readBody(request, response)
    const { body } = inputOf(agentsEndpoints.register, request)
    const stranger = { ip, requestId: randomUUID() }
    const registered = await registerAgent(db, { ...body, actor: stranger })
    if (registered.type === 'refused') {
      await refusedAgent({ ...registered, stranger })
      throw new Refusal('unauthenticated', NOT_GOOD)
    }
    registryChanged()
    response.setHeader('cache-control', 'no-store')
    response.status(201).json({ cluster: registered.cluster })
  }
}

/** In the same words whatever is wrong with it. */
const NOT_GOOD =
  'this registration token is not good: it was used, it has expired, or it was never made; make another one in the console'
