import type { CatalogCluster, CatalogResource } from '@argus/contracts/catalog'
import type { Position } from '@argus/contracts/position'
import type { Batch, Record, TopicShape } from '@argus/contracts/record'
import type { ResourceRef, Topic } from '@argus/contracts/topic'
import type { TopicStatus } from '@argus/contracts/topic-status'
import type { Uplink, UplinkNews } from './uplink.ts'

/** The right of one replica to write one Topic, for now. `token` proves it in every write. */
export interface Lease {
  readonly topic: Topic
  readonly replica: string
  readonly token: string
}

/** What the topic log holds about a Topic beside its rows. */
export interface TopicMeta {
  readonly position: Position
  /** The oldest seq that can be caught up from. */
  readonly floor: number
  readonly status: TopicStatus
  readonly shape: TopicShape | undefined
  readonly stats: TopicStats | undefined
}

/** What the owner of a Topic reports of its own work; read for `argus.internal`. `lag` in milliseconds. */
export interface TopicStats {
  readonly objects: number
  readonly lag: number
  readonly relists: number
  readonly replica: string
}

/** One change to write: the Record without its seq, and the object's bytes, made once, unchanged up to the browser. */
export type Change =
  | { readonly type: 'upsert'; readonly record: Omit<Record, 'seq'>; readonly object: Buffer }
  | { readonly type: 'delete'; readonly key: string }

/** What a write came to. A refusal wrote nothing and announced nothing. */
export type WriteResult =
  | { readonly type: 'written'; readonly position: Position }
  | { readonly type: 'refused'; readonly why: 'lease' | 'position' }

/**
 * The watcher's half of the topic log. Every write names its Lease and the Position it expects, and is one
 * script: either all of it is stored, numbered and announced, or nothing is. A writer that lost its Lease can
 * change nothing, however late it comes.
 */
export interface TopicLogWriter extends AsyncDisposable {
  /** Takes the Lease if nobody holds it; `undefined` while another replica does. */
  acquire(topic: Topic, replica: string): Promise<Lease | undefined>
  /** How long a Lease lasts yet that another holds, in milliseconds; 0 where nobody holds it. */
  leaseLeft(topic: Topic): Promise<number>
  /** Keeps the Lease for another `LEASE_MS` and answers where the Topic stands; `undefined`: it is lost. */
  renew(lease: Lease): Promise<Position | undefined>
  /** Gives the Lease up, if it is still held. */
  release(lease: Lease): Promise<void>

  readMeta(topic: Topic): Promise<TopicMeta | undefined>
  /** Keys with uid and hash as stored, page by page: what a take-over compares the cluster with. */
  readIndex(topic: Topic): AsyncIterable<readonly IndexEntry[]>

  /**
   * Begins an epoch: `seq` goes on (old + 1; 1 where nothing was), `floor` moves up to it, rows and objects stay.
   * The writer then publishes the difference to what `readIndex` gave, deletions last.
   */
  startEpoch(lease: Lease, status: TopicStatus): Promise<WriteResult>
  /** Writes and announces one micro-batch. `time`: when the newest change was taken from the API server. */
  publish(lease: Lease, expected: Position, batch: ChangeBatch): Promise<WriteResult>
  setStatus(lease: Lease, status: TopicStatus): Promise<WriteResult>
  setShape(lease: Lease, shape: TopicShape): Promise<WriteResult>
  setStats(lease: Lease, stats: TopicStats): Promise<void>

  /** Marks this replica as living; call every `HEARTBEAT_MS`. */
  heartbeat(replica: string): Promise<void>
  /** Takes this replica out at a clean stop. */
  retire(replica: string): Promise<void>
  /** Replicas heard within `REPLICA_DEAD_MS`, sorted. */
  replicas(): Promise<readonly string[]>
  /** The line of an agent is here from now on, wherever the one before it was. */
  claimUplink(uplink: Uplink): Promise<void>
  /** It still is; call every `HEARTBEAT_MS`. `false`: another line has taken its place. */
  keepUplink(uplink: Uplink): Promise<boolean>
  /** It is no more. */
  leaveUplink(uplink: Uplink): Promise<void>
  /** The lines that were kept lately, by cluster. */
  uplinks(): Promise<ReadonlyMap<string, UplinkNews>>

  putCluster(cluster: string, entry: CatalogCluster): Promise<void>
  putResource(ref: ResourceRef, entry: CatalogResource): Promise<void>
  /** Takes a resource out of the directory: no Topic is kept for it any more. */
  removeResource(ref: ResourceRef): Promise<void>
  /** Removes a cluster and all of its resources from the directory. */
  removeCluster(cluster: string): Promise<void>
  /** The directory now. Entries that do not parse are left out: they are written again. */
  readCatalog(): Promise<Catalog>
  /** What changes whenever the directory does; `undefined` where there is none. */
  catalogRevision(): Promise<string | undefined>
  /**
   * What somebody asks to be followed, beside what is followed anyway: the newest wish first, `WANTED_LIMIT` at most.
   * Forgets what lapsed before `now`, in milliseconds since the epoch.
   */
  readWanted(now: number): Promise<readonly ResourceRef[]>
}

export interface IndexEntry {
  readonly key: string
  readonly uid: string
  readonly hash: string
}

export interface ChangeBatch {
  readonly time: number
  readonly changes: readonly Change[]
}

/** What a follower of one Topic is told, in order. */
export type FollowEvent =
  /**
   * The whole Topic, read again because continuity could not be proven (first read, new epoch, position below the
   * floor or above the stored seq): replace the copy with it and give members the difference.
   */
  | { readonly type: 'snapshot'; readonly meta: TopicMeta; readonly records: readonly Record[] }
  /** The next step: its `prev` is the position the follower stood at. Holes are already repaired. */
  | { readonly type: 'batch'; readonly batch: Batch }
  | { readonly type: 'status'; readonly status: TopicStatus }
  | { readonly type: 'shape'; readonly shape: TopicShape }
  /** A hole was found and read again: worth counting. */
  | { readonly type: 'hole'; readonly from: Position; readonly to: Position }

/** What exists: clusters, and the resources of each. */
export interface Catalog {
  readonly clusters: ReadonlyMap<string, CatalogCluster>
  /** By `cluster/group/resource`. */
  readonly resources: ReadonlyMap<string, CatalogResource>
}

/** The gateway's half of the topic log. It reads, and says what it wants to read. */
export interface TopicLogReader extends AsyncDisposable {
  /**
   * Follows a Topic until the signal aborts: subscribes, reads, merges, goes on. Loses nothing: every hole, new
   * epoch, lost tail (within `CHECK_MS`) or dropped connection is repaired by reading again, and a Topic whose
   * Lease nobody holds becomes `stale`. While Redis is away it waits, and reports `stale`.
   */
  follow(topic: Topic, signal: AbortSignal): AsyncIterable<FollowEvent>
  /** Objects by Key, as stored now; each begins with the seq it belongs to. Missing keys are left out. */
  readObjects(topic: Topic, keys: readonly string[]): Promise<ReadonlyMap<string, StoredObject>>
  /** The changed and gone Keys after `from`, merged by seq; `undefined` below the floor or in another epoch. */
  changedSince(topic: Topic, from: Position): Promise<Batch | undefined>
  /** The directory now, and again whenever it changes (found within `CHECK_MS` where an announcement was lost). */
  catalog(signal: AbortSignal): AsyncIterable<Catalog>
  /** Asks for resources to be followed, for `WANTED_MS` from now; ask every `WANT_AGAIN_MS` while they are wanted. */
  want(refs: readonly ResourceRef[]): Promise<void>
}

export interface StoredObject {
  readonly seq: number
  readonly bytes: Buffer
}
