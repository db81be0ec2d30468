import { z } from 'zod'

import { agentPublicKey } from '../agent-frame.ts'
import type { Endpoint } from '../endpoint.ts'
import { clusterId } from '../topic.ts'

/** What a registration token looks like: shown once, good once, for an hour. */
export const registrationToken = z.string().regex(/^argus_agent_[\w-]{43}$/)

/** `POST /api/agents/register`: the token, for a key that the agent has made and keeps. */
const registerBodySchema = z.strictObject({
  token: registrationToken,
  publicKey: agentPublicKey,
})

/** The cluster that the agent is the agent of, and nothing else. */
export const registerAnswerSchema = z.object({ cluster: clusterId })

/** A new token for the agent of a cluster; it is not kept, and not shown again. */
export const agentTokenAnswerSchema = z.object({
  token: registrationToken,
  expiresAt: z.iso.datetime(),
})
export type AgentTokenAnswer = z.infer<typeof agentTokenAnswerSchema>

const params = z.strictObject({ id: clusterId })
const administer = { resource: 'clusters', anywhere: true } as const

export const agentsEndpoints = {
  register: {
    method: 'post',
    path: '/api/agents/register',
    summary:
      'Exchange a registration token for the right of a key to feed one cluster; a token is good once, for an hour',
    access: { type: 'public' },
    body: registerBodySchema,
    answers: { 201: registerAnswerSchema },
    refusals: ['unauthenticated', 'too_many'],
  },
  token: {
    method: 'post',
    path: '/api/clusters/{id}/agent/tokens',
    summary:
      'Make a registration token for the agent of a cluster; the key of whoever registers with it takes the place of the old one',
    access: { type: 'session', permission: { ...administer, verb: 'update' }, recent: true },
    params,
    answers: { 201: agentTokenAnswerSchema },
    refusals: ['not_found', 'conflict'],
  },
  revoke: {
    method: 'delete',
    path: '/api/clusters/{id}/agent',
    summary:
      'Revoke the key of the agent of a cluster, and every token for it that was not used; its line ends within two seconds',
    access: { type: 'session', permission: { ...administer, verb: 'update' }, recent: true },
    params,
    answers: { 204: 'empty' },
    refusals: ['not_found', 'conflict'],
  },
} as const satisfies Record<string, Endpoint>
