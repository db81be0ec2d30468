import { until } from '@argus/testkit/until'

import { callApi, logIn, type Login } from '../session.ts'
import type { Kubectl } from './kubectl.ts'
import { podsOf } from './pods.ts'

const GATEWAYS = 2
/** Enough for the CPU of two gateways as it is requested, and not for all of a small node. */
const AT_ONCE = 4
const WITHIN_MS = 240_000
/** A token is good for five minutes. */
const TOKEN_MS = 120_000

export interface ReadOptions {
  readonly consoleUrl: string
  readonly login: Login
  /** What is read. */
  readonly path: string
}

/** Reads as fast as it is answered until there are more gateways; answers how long that took. */
export async function scalesOut(kubectl: Kubectl, options: ReadOptions): Promise<string> {
  const stop = new AbortController()
  const reading = readOn(options, stop.signal)
  const began = performance.now()
  try {
    const refused = reading.then((): never => {
      throw new Error('nobody reads any more')
    })
    const most = await Promise.race([gateways(kubectl, (ready) => ready > GATEWAYS), refused])
    return `${GATEWAYS} gateways became ${most} ${secondsSince(began)} s after ${AT_ONCE} readers began`
  } finally {
    stop.abort()
    await reading
  }
}

/** Waits until there are as many gateways as before. */
export async function scalesIn(kubectl: Kubectl): Promise<string> {
  const began = performance.now()
  await gateways(kubectl, (ready) => ready === GATEWAYS)
  return `${GATEWAYS} are left ${secondsSince(began)} s after the readers ended`
}

function gateways(kubectl: Kubectl, enough: (ready: number) => boolean): Promise<number> {
  return until(
    async () => {
      const all = (await podsOf(kubectl)).filter(({ component }) => component === 'gateway')
      const ready = all.filter((pod) => pod.ready).length
      return enough(ready) && ready === all.length ? ready : undefined
    },
    { timeoutMs: WITHIN_MS, what: 'the autoscaler to have another number of gateways' },
  )
}

/** Rejects where a read is refused; ends when it is told to. */
async function readOn(
  { consoleUrl, login, path }: ReadOptions,
  signal: AbortSignal,
): Promise<void> {
  const one = async (): Promise<void> => {
    while (!signal.aborted) {
      const tokens = await logIn(consoleUrl, login)
      const renewAt = performance.now() + TOKEN_MS
      while (!signal.aborted && performance.now() < renewAt)
        await callApi(consoleUrl, tokens, { method: 'GET', path })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}

const secondsSince = (began: number): string => ((performance.now() - began) / 1_000).toFixed(0)
