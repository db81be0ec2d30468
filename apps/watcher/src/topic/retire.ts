import type { TopicLogWriter } from '@argus/bus/publish'

import type { Clock } from '../clock.ts'
import type { Reign } from './reign.ts'

/** Takes every object of a Topic from its readers, and says that it is absent: nothing will be published there. */
export async function retire(
  { publisher, published, lease }: Reign,
  { log, clock }: { readonly log: TopicLogWriter; readonly clock: Clock },
  reason: string,
): Promise<void> {
  const gone = [...published.keys()].map((key) => ({ type: 'delete', key }) as const)
  await publisher.publish(gone, clock.now())
  published.clear()
  const status = { state: 'absent', since: clock.now(), reason } as const
  await publisher.after(() => log.setStatus(lease, status))
}
