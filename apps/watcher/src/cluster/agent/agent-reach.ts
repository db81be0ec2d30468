import type { UplinkAnswer, UplinkQuestion } from '@argus/contracts/agent-frame'
import type { ClusterDiagnosis } from '@argus/contracts/cluster-diagnosis'
import type { DefinitionEvent } from '@argus/informer/definitions'
import { abortable } from '@argus/informer/abortable'

import { finding, findingsOf, rulesReviewSchema } from '../check/findings.ts'
import { UnaskedError, type Reach } from '../reach/reach.ts'
import type { ClusterFrame } from './agent-line.ts'
import type { AgentLines } from './agent-lines.ts'
import { DefinitionMarks } from './definition-marks.ts'
import { followCopy } from './follow-copy.ts'

/** The way to a cluster that nobody can reach: by whichever line its agent holds to this replica, now or later. */
export function agentReach(lines: AgentLines, cluster: string): Reach {
  const ask = async (question: UplinkQuestion, signal: AbortSignal): Promise<UplinkAnswer> => {
    const line = lines.current(cluster)
    if (line === undefined) throw new UnaskedError(lines.whyNone(cluster))
    try {
      return await line.ask(question, AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]))
    } catch (cause) {
      signal.throwIfAborted()
      const why = line.signal.aborted
        ? 'the line of its agent has ended; the agent dials again'
        : 'its agent does not answer'
      throw new UnaskedError(why, { cause })
    }
  }
  const findings: Reach['findings'] = async (signal) => {
    const answer = await ask({ type: 'account' }, signal)
    if (answer.type === 'failed') throw new UnaskedError(answer.reason)
    const review =
      answer.type === 'account' ? rulesReviewSchema.safeParse(answer.review) : undefined
    return review?.success ? findingsOf(review.data) : [finding('permissions_unknown')]
  }
  const version = (): string => {
    if (lines.current(cluster) === undefined) throw new UnaskedError(lines.whyNone(cluster))
    const server = lines.server(cluster)
    if (server?.type === 'server') return server.version
    throw new UnaskedError(
      server === undefined
        ? 'its agent has not reached the API server yet'
        : `its agent does not reach the API server: ${server.reason}`,
    )
  }
  return {
    async discover(name, signal) {
      try {
        const { group, resource } = name
        const answer = await ask({ type: 'discover', group, resource }, signal)
        if (answer.type === 'discover') return answer.found
        const reason = answer.type === 'failed' ? answer.reason : WRONG_ANSWER
        return { type: 'unreachable', reason }
      } catch (error) {
        if (!(error instanceof UnaskedError)) throw error
        return { type: 'unreachable', reason: error.message }
      }
    },
    async offered(signal) {
      const answer = await ask({ type: 'offered' }, signal)
      if (answer.type === 'offered') return answer.resources
      throw new UnaskedError(answer.type === 'failed' ? answer.reason : WRONG_ANSWER)
    },
    version: async () => version(),
    findings,
    async check(signal) {
      try {
        return { type: 'ok', version: version(), findings: [...(await findings(signal))] }
      } catch (error) {
        if (!(error instanceof UnaskedError)) throw error
        return diagnosis(lines.current(cluster) === undefined, error.message)
      }
    },
    definitions: ({ signal }) => definitions(lines, cluster, signal),
    follow: (request) => followCopy(lines, cluster, request),
    onBack: (tell) => lines.onArrival(cluster, tell),
    async [Symbol.asyncDispose]() {
      lines.current(cluster)?.end('the cluster is followed no more')
    },
  }
}

/** On a slow line an answer waits behind what is on its way. */
const ANSWER_MS = 60_000

const WRONG_ANSWER = 'its agent answers another question than it was asked'

function diagnosis(away: boolean, reason: string): ClusterDiagnosis {
  if (away)
    return {
      type: 'no_agent',
      happened: 'No agent of this cluster is connected.',
      why: 'It was not installed yet, it does not run, or it does not reach the address of this console.',
      advice:
        'Look at the Pod of argus-agent in the cluster: its readiness and its log say what it meets. A proxy on the way out is named by HTTPS_PROXY.',
    }
  return {
    type: 'unreachable',
    happened: 'The agent is connected, and cannot ask its API server.',
    why: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`,
    advice: 'Look at the API server, and at the account that the agent runs as.',
  }
}

async function* definitions(
  lines: AgentLines,
  cluster: string,
  signal: AbortSignal,
): AsyncGenerator<readonly DefinitionEvent[]> {
  const marks = new DefinitionMarks()
  const waiting: ClusterFrame[] = []
  let arrived = Promise.withResolvers<void>()
  using _hearing = lines.hear(cluster, (frame) => {
    waiting.push(frame)
    arrived.resolve()
  })
  while (!signal.aborted) {
    const frame = waiting.shift()
    if (frame?.type === 'definitions') yield marks.take(frame)
    if (frame !== undefined) continue
    await abortable(arrived.promise, signal).catch(() => undefined) // The loop asks the signal itself.
    arrived = Promise.withResolvers()
  }
}
