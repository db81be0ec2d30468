import type { ViewHeader } from '@argus/contracts/gateway-frame'

import type { Feed } from './feed.ts'
import type { Lens } from './lens.ts'

/** A Subscription's hold on one View or CountView: the Feed stays, and the client is kept up to date. */
export interface Attached extends Disposable {
  readonly feed: Feed
  readonly view: { readonly id: number; readonly lens: Lens }
  /** How the client is told of it: from then on it is also told what changes. */
  introduce(): ViewHeader
  /** Brings the client to it and keeps it there. With `announce` a resume is answered with `synced`. */
  start(how: { readonly announce: boolean }): void
  /** Tells what went untold while the sink was closed. */
  tell(): void
}
