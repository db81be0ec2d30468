import { INTERNAL_GROUP } from '@argus/contracts/topic'
import { until } from '@argus/testkit/until'

import { type Fleet, startFleet } from './fleet.ts'
import { trustProvider, type TrustedProvider } from './identity-provider.ts'
import { dialAs } from './plain-client.ts'
import { logIn } from './session.ts'
import { startTemporary, type TemporaryConstellation } from './temporary-constellation.ts'

/** What every journey travels in: clusters, and a whole system that shows them. */
export interface World extends AsyncDisposable {
  readonly fleet: Fleet
  readonly argus: TemporaryConstellation
  readonly identityProvider: TrustedProvider
}

export interface WorldOptions {
  readonly auths?: number
  readonly clusters?: 'all' | 'simulated'
}

/** Resolves when both gateways show every cluster: before that a cluster is one that does not exist. */
export async function startWorld({ auths = 1, clusters }: WorldOptions = {}): Promise<World> {
  await using made = new AsyncDisposableStack()
  const identityProvider = await trustProvider()
  const fleet = made.use(await startFleet(clusters))
  const argus = made.use(
    await startTemporary({ kubeconfig: fleet.kubeconfig, env: identityProvider.env, auths }),
  )
  await Promise.all(argus.socketUrls.map((url) => untilShown(url, { fleet, argus })))
  const kept = made.move()
  return { fleet, argus, identityProvider, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

async function untilShown(
  socketUrl: string,
  { fleet, argus }: Pick<World, 'fleet' | 'argus'>,
): Promise<void> {
  const { access_token } = await logIn(argus.authUrl)
  using client = await dialAs(socketUrl, access_token)
  const topic = { cluster: '*' as const, group: INTERNAL_GROUP, resource: 'clusters' }
  await client.follow({ id: 'clusters', topic, shape: 'row' })
  const clusters = ['oslo', 'bergen', ...fleet.real.map(({ name }) => name)]
  await until(() => client.copies('clusters').length >= clusters.length, {
    timeoutMs: 20_000,
    what: `the clusters ${clusters.join(', ')}`,
  })
}

/** The address of a gateway. */
export function gatewayUrl({ argus }: World, number: 0 | 1): string {
  const url = argus.socketUrls[number]
  if (url === undefined) throw new Error(`there is no gateway ${number}`)
  return url
}
