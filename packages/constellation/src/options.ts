import type { ClusterChoice } from './clusters.ts'
import type { Step } from './steps.ts'
import type { Env } from './supervised-process.ts'

export interface ConstellationOptions {
  /** Holds data, secrets and logs; what is there already is used. */
  readonly dir: string
  /** The environment of a person: the watcher gets all of it, the others what a program needs. */
  readonly env: Env
  readonly clusters: ClusterChoice
  /** The address of a PostgreSQL; an embedded one unless given. */
  readonly databaseUrl?: string | undefined
  /** The address of a Redis; one of this machine unless given. */
  readonly redisUrl?: string | undefined
  /** How many processes of each, one unless given. */
  readonly auths?: number
  readonly watchers?: number
  readonly gateways?: number
  /** Any free ports instead of the well-known ones. */
  readonly anyPorts?: boolean
  /** False for data that nobody misses: faster. */
  readonly durable?: boolean
  readonly signal?: AbortSignal
  readonly onStep?: (step: Step) => void
  /** Told what goes wrong or is worth knowing, a line at a time. */
  readonly onNote?: (line: string) => void
}
