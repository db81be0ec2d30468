import { type Fleet, startFleet } from './fleet.ts'
import { startTemporary, type TemporaryConstellation } from './temporary-constellation.ts'

/** What every journey travels in: clusters, and a whole system that shows them. */
export interface World extends AsyncDisposable {
  readonly fleet: Fleet
  readonly argus: TemporaryConstellation
}

export async function startWorld(): Promise<World> {
  await using made = new AsyncDisposableStack()
  const fleet = made.use(await startFleet())
  const argus = made.use(await startTemporary(fleet.kubeconfig))
  const kept = made.move()
  return { fleet, argus, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** The address of a gateway. */
export function gatewayUrl({ argus }: World, number: 0 | 1): string {
  const url = argus.socketUrls[number]
  if (url === undefined) throw new Error(`there is no gateway ${number}`)
  return url
}
