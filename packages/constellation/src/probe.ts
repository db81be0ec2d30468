import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** Whether something does its work: `true`, or why not yet. Asked again and again, so it answers quickly. */
export type Probe = (signal: AbortSignal) => Promise<true | string>

/** Ready when the address answers 200; else says what it answers, the reasons of a `/readyz` included. */
export function httpProbe(url: string): Probe {
  return async (signal) => {
    const response = await fetch(url, { signal, redirect: 'manual' })
    const body = await response.text()
    return response.status === 200 || `${url} answers ${response.status} ${body.slice(0, 500)}`
  }
}

/** Ready when a Redis on this loopback port answers PING. */
export function redisProbe(port: number): Probe {
  return async (signal) => {
    const socket = connect({ port, host: '127.0.0.1', signal })
    try {
      socket.write('PING\r\n')
      for await (const chunk of socket) return String(chunk).startsWith('+PONG') || String(chunk)
      return 'the connection was closed'
    } finally {
      socket.destroy()
    }
  }
}

/** Asks until the probe says yes. Throws the signal's reason, and what the probe said last as its cause. */
export async function untilReady(probe: Probe, signal: AbortSignal): Promise<void> {
  let answer: unknown = 'nothing yet'
  for (;;) {
    try {
      answer = await probe(AbortSignal.any([signal, AbortSignal.timeout(ONE_ANSWER_MS)]))
      if (answer === true) return
    } catch (error) {
      answer = error // not listening yet
    }
    if (signal.aborted) throw new NotReadyError(signal.reason, answer)
    await delay(BETWEEN_MS)
  }
}

/** Something did not become ready; `lastAnswer` is what it said last. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError'
  readonly lastAnswer: string

  constructor(reason: unknown, lastAnswer: unknown) {
    const said = lastAnswer instanceof Error ? lastAnswer.message : String(lastAnswer)
    super(`not ready (${reason instanceof Error ? reason.message : String(reason)}); last: ${said}`)
    this.lastAnswer = said
  }
}

const ONE_ANSWER_MS = 2_000
const BETWEEN_MS = 50
