import type { PluginResource } from '@argus/contracts/plugin-manifest'

import type { Dial } from '../fanout/subject.ts'

/** A way from an API server to sockets. */
export interface Pipeline extends AsyncDisposable {
  readonly name: string
  /** What it brings to them; each has a kind of its own, so that no one works for another's turn. */
  readonly kind: PluginResource
  /** The process that sends. */
  readonly pid: number
  /** What else of it runs, by name. */
  readonly others: ReadonlyMap<string, number>
  readonly dial: Dial
}
