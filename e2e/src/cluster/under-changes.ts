import { until } from '@argus/testkit/until'

import { startCallers } from '../callers.ts'
import { openMirror } from '../mirror.ts'
import type { Login } from '../session.ts'
import { CHANGED, CHANGES_NAMESPACE, startChanges, truthOf } from './changes.ts'
import type { Kubectl } from './kubectl.ts'
import { OWN_CLUSTER } from './release.ts'

export interface Installed {
  readonly kubectl: Kubectl
  /** An address that outlives every pod. */
  readonly consoleUrl: string
  readonly login: Login
}

const CALLS_PACE_MS = 100
const WHOLE_WITHIN_MS = 30_000

/** A read of what is changed, through the console. */
export const READ = `/api/resources/${OWN_CLUSTER}/${CHANGED.group}/-/${CHANGED.resource}?limit=100`

/**
 * Does the task while objects change, a client follows them and another calls and renews its session. Throws where the
 * client does not come to hold what the cluster holds, had to read it again, or a call failed.
 */
export async function underChanges(
  { kubectl, consoleUrl, login }: Installed,
  task: () => Promise<string>,
): Promise<string> {
  const { group, resource } = CHANGED
  const topic = { cluster: OWN_CLUSTER, group, resource }
  await using mirror = await openMirror({
    socketUrl: `${consoleUrl.replace('http', 'ws')}/ws`,
    authUrl: consoleUrl,
    login,
    request: { topic, namespaces: [CHANGES_NAMESPACE], shape: 'object' },
  })
  await until(() => mirror.synced === 1, { timeoutMs: 30_000, what: 'the first reading' })
  await using callers = await startCallers({
    authUrl: consoleUrl,
    login,
    reads: {
      auth: `${consoleUrl}/api/auth/me`,
      watcher: `${consoleUrl}/api/clusters`,
      gateway: `${consoleUrl}${READ}`,
    },
    paceMs: CALLS_PACE_MS,
  })
  const changes = await startChanges(kubectl)
  const seen = await task().catch(async (error: unknown) => {
    await changes.stop()
    throw error
  })
  const changed = await changes.stop()
  const truth = JSON.stringify(await truthOf(kubectl))
  await until(() => JSON.stringify(mirror.states()) === truth, {
    timeoutMs: WHOLE_WITHIN_MS,
    what: `the client to hold what the cluster holds: ${truth}, and not ${JSON.stringify(mirror.states())}`,
  })
  if (changed === 0 || callers.refreshed === 0)
    throw new Error(`nothing was tried: ${changed} changes, ${callers.refreshed} renewals`)
  if (mirror.readAgain > 0) throw new Error(`the client read everything again: ${mirror.readAgain}`)
  if (callers.refused.length > 0) throw new Error(callers.refused.join('\n'))
  return `${seen}; of ${changed} changes none is missing, nothing was read again; ${callers.refreshed} renewals and 3 calls beside each, none failed`
}
