import { type ApiServerOptions, openApiServer } from '../../src/api-server/api-server.ts'
import type { Project } from '../../src/intake.ts'
import type { Resource } from '../../src/resource-path.ts'
import type { InformerTiming } from '../../src/timing.ts'
import { type Follower, SHORT, follow, project } from '../follower.ts'
import type { Endpoint } from './kube-client.ts'

/** What a reader asks for. */
export interface Following {
  readonly resource: Resource
  /** Of the informer; `SHORT` if missing. */
  readonly timing?: Partial<InformerTiming>
  /** An object whose bytes have this in them cannot be projected. */
  readonly poison?: string
}

export type WayOptions = Pick<ApiServerOptions, 'timing' | 'lineLimitBytes'>

/** What lies between an API server and a reader. Disposing of it leaves nothing open, and asks for nothing more. */
export interface Way extends AsyncDisposable {
  /** Each following has an informer of its own; those of one way share its connections. */
  follow(following: Following): Follower
}

/** The kind of ways that a suite is run on. */
export interface Ways {
  open(endpoint: Endpoint, options: WayOptions): Way
  /** What changes again before it could be sent arrives once, as it is last: not every change can be counted. */
  readonly conflates: boolean
  /** The informer runs in the thread of the test, so that how long its turns take can be measured there. */
  readonly inThisThread: boolean
}

/** An informer, and nothing else. */
export const direct: Ways = {
  open({ url: server, caData, token }, options) {
    const api = openApiServer({ server, caData, token }, options)
    return {
      follow: ({ resource, timing = SHORT, poison }) =>
        follow({ api, resource, timing, project: poisoned(project, poison) }),
      [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
    }
  },
  conflates: false,
  inThisThread: true,
}

/** What a way in another process is told, by a file: how it is opened, and what is followed, by the name of the resource. */
export interface WayOrders {
  readonly options: WayOptions
  readonly followings: Readonly<Record<string, Following>>
}

/** Why an object is withheld that cannot be projected. */
export const POISONED = 'cannot be projected'

/** The same projection, which fails on what has `poison` in its bytes. */
export function poisoned<P>(make: Project<P>, poison: string | undefined): Project<P> {
  return (object, bytes) => {
    if (poison !== undefined && bytes.includes(poison)) throw new Error(POISONED)
    return make(object, bytes)
  }
}
