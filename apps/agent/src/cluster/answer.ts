import type { UplinkAnswer, UplinkQuestion } from '@argus/contracts/agent-frame'
import { ApiError, ConnectionError, StreamError } from '@argus/informer/api-error'
import type { ApiServer } from '@argus/informer/api-server'
import { discover } from '@argus/informer/discovery'
import { offeredResources } from '@argus/informer/offered-resources'
import { z } from 'zod'

/**
 * Answers what a watcher may ask of the cluster: these questions and no others, whoever holds the other end of the line.
 * Throws the signal's reason alone, or a bug.
 */
export async function answerTo(
  question: UplinkQuestion,
  api: ApiServer,
  signal: AbortSignal,
): Promise<UplinkAnswer> {
  try {
    return await answer(question, api, signal)
  } catch (error) {
    signal.throwIfAborted()
    if (!isFault(error)) throw error
    return { type: 'failed', reason: error.message.slice(0, 500) }
  }
}

/** The API server could not be asked, or refused; anything else is a bug. */
function isFault(error: unknown): error is Error {
  return (
    error instanceof ApiError || error instanceof ConnectionError || error instanceof StreamError
  )
}

async function answer(
  question: UplinkQuestion,
  api: ApiServer,
  signal: AbortSignal,
): Promise<UplinkAnswer> {
  switch (question.type) {
    case 'discover': {
      const found = await discover(api, question, signal)
      if (found.type !== 'served') return { type: 'discover', found }
      return {
        type: 'discover',
        found: {
          ...found,
          shortNames: [...found.shortNames],
          columns: found.columns.map((column) => ({ ...column })),
        },
      }
    }
    case 'offered': {
      const offered = await offeredResources(api, signal)
      const resources = offered.map((one) => {
        const [first, ...more] = one.versions
        return { ...one, shortNames: [...one.shortNames], versions: [first, ...more] as [string] }
      })
      return { type: 'offered', resources }
    }
    case 'account':
      return { type: 'account', review: await review(api, signal) }
  }
}

/** What the account may do in the namespace that everybody has; `null` where the API server does not tell. */
async function review(api: ApiServer, signal: AbortSignal): Promise<z.infer<typeof jsonSchema>> {
  const document = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectRulesReview',
    spec: { namespace: 'default' },
  }
  const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews'
  try {
    return jsonSchema.parse(await api.ask(path, document, { signal }))
  } catch (error) {
    if (error instanceof ApiError && error.status !== 401) return null
    throw error
  }
}

const jsonSchema = z.json()
