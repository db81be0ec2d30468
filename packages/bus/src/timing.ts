/** A Lease lapses this long after it was last renewed: a dead owner is noticed by then, a slow one survives. */
export const LEASE_MS = 6_000

/** Thrice in the life of a Lease: two lost answers do not end it. */
export const RENEW_MS = 2_000

/**
 * A Lease with less life left than this has missed two renewals: its owner is taken for dead. Another replica may have
 * the Lease within these two seconds, and a reader looks every second: an outage that ends so is told all the same.
 */
export const LEASE_DOUBT_MS = 2_000

/** How often a watcher replica says that it lives. */
export const HEARTBEAT_MS = 2_000

/** Not heard for three heartbeats, a replica is given no Topic any more. */
export const REPLICA_DEAD_MS = 6_000

/** A line of an agent that its replica has not noted for so long is lost; it is noted at every heartbeat. */
export const UPLINK_DEAD_MS = 6_000

/**
 * How often a reader compares what it holds with what is stored. What was lost is found within two seconds: one until
 * it is asked, and one for whatever holds up question and answer on a busy machine.
 */
export const CHECK_MS = 1_000

/** An answer later than this is taken for none: longer than the pause that a large snapshot or a fork costs Redis. */
export const ANSWER_MS = 2_000

/**
 * A directory that Redis had lost counts as written again when it stood still for so long: its watchers find the loss
 * when they renew, each at its own time.
 */
export const STILL_MS = 2_000

/** How long a deletion can be caught up with, at least: a laptop that sleeps through a meeting. */
export const GONE_MS = 30 * 60_000

/** How many deletions of a Topic are remembered at most, some 3 MB: beyond them a snapshot is the smaller answer. */
export const GONE_LIMIT = 20_000

/** How long a resource stays wanted after somebody last asked for it. */
export const WANTED_MS = 10 * 60_000

/** How often whoever still wants a resource asks for it again. */
export const WANT_AGAIN_MS = 60_000

/** Of how many resources it is known that they are wanted, the newest first: beyond them somebody asks at random. */
export const WANTED_LIMIT = 10_000
