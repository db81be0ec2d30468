import type { RequestHandler } from 'express'

import type { Metrics } from './metrics.ts'

/** A dependency: `true`, or why not. Must answer without waiting long; it is asked at every probe. */
export type Readiness = () => Promise<true | string> | true | string

/** `/livez` and `/healthz`: this process answers. */
export const livez: RequestHandler = (_, response) => {
  response.json({ status: 'ok' })
}

/** `/readyz`: 200 when every dependency is ready, else 503; each is named with `ok` or the reason. */
export function readyz(dependencies: Readonly<Record<string, Readiness>>): RequestHandler {
  return async (_, response) => {
    const answers = await Promise.all(
      Object.entries(dependencies).map(async ([name, ask]) => [name, await answerOf(ask)] as const),
    )
    const ready = answers.every(([, answer]) => answer === 'ok')
    response.status(ready ? 200 : 503).json({
      status: ready ? 'ready' : 'not ready',
      dependencies: Object.fromEntries(answers),
    })
  }
}

/** `/metrics`: Prometheus text. */
export function metricsRoute(metrics: Metrics): RequestHandler {
  return async (_, response) => {
    response.type(metrics.contentType).send(await metrics.text())
  }
}

async function answerOf(ask: Readiness): Promise<string> {
  try {
    const answer = await ask()
    return answer === true ? 'ok' : answer
  } catch (error) {
    return error instanceof Error ? error.message : 'failed'
  }
}
