import type { BackoffPolicy } from './backoff.ts'

/** The waits of an informer, in milliseconds but where named. */
export interface InformerTiming {
  readonly backoff: BackoffPolicy
  /** Without a byte on an open watch, before it is given up; bookmarks come about every minute. */
  readonly silenceMs: number
  /** Without a byte of a streaming list, before it is listed in pages instead. */
  readonly streamingListMs: number
  /** What a watch asks the server to end it after, chosen at random between the two. */
  readonly watchSeconds: readonly [least: number, most: number]
  /** A watch that ends empty within this has failed. */
  readonly shortWatchMs: number
  /** A watch that the server ended before its time comes back within this, at random. */
  readonly spreadMs: number
  /** How often a resource that is not served is asked for; up to twice as long, at random. */
  readonly recheckMs: number
  /**
   * Objects of a page. The first page comes from a server's watch cache; of a resource that is quiet the later ones come from etcd,
   * at several times the cost (https://kep.k8s.io/4988). A page has to be read within the 60 s of a request.
   */
  readonly pageSize: number
}

/**
 * Those of client-go where it has them
 * (https://github.com/kubernetes/client-go/blob/v0.36.3/tools/cache/reflector.go).
 */
export const INFORMER_TIMING: InformerTiming = {
  backoff: { firstMs: 800, capMs: 30_000, resetMs: 120_000 },
  silenceMs: 180_000,
  streamingListMs: 10_000,
  watchSeconds: [300, 600],
  shortWatchMs: 1_000,
  spreadMs: 5_000,
  recheckMs: 4_000,
  pageSize: 10_000,
}
