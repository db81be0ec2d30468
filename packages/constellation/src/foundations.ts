import { type Clusters, openClusters } from './clusters.ts'
import type { ConstellationOptions } from './options.ts'
import { choosePorts } from './ports.ts'
import { type DatabaseServer, startDatabase } from './postgres.ts'
import { type RedisServer, startRedis } from './redis.ts'
import { bringUpSchema } from './schema.ts'
import { programEnv } from './services.ts'
import { type Step, told } from './steps.ts'
import { allDone } from './together.ts'
import { buildConsole } from './web-build.ts'

/** What the services stand on. */
export interface Foundations extends AsyncDisposable {
  readonly database: DatabaseServer
  readonly redis: RedisServer
  readonly clusters: Clusters
}

export interface FoundationOptions extends Pick<
  ConstellationOptions,
  'dir' | 'env' | 'clusters' | 'databaseUrl' | 'redisUrl' | 'durable'
> {
  /** The log of a name. */
  readonly log: (name: string) => string
  readonly signal: AbortSignal
  readonly onStep: (step: Step) => void
  readonly onNote: (line: string) => void
}

/** Brings up the database with its schema, Redis, the clusters and the built console, side by side. */
export async function layFoundations(options: FoundationOptions): Promise<Foundations> {
  const { dir, env, log, signal, onStep, onNote: onCrash } = options
  const program = programEnv(env)
  await using made = new AsyncDisposableStack()
  const step = <T extends { readonly detail: string }>(name: string, task: Promise<T>) =>
    told(name, task, onStep)

  const database = step('PostgreSQL', openDatabase(options)).then((it) => made.use(it))
  const schema = database.then(({ url }) =>
    step('Schema', bringUpSchema({ databaseUrl: url, log: log('migrate'), env: program, signal })),
  )
  const redis = step('Redis', openRedis(options)).then((it) => made.use(it))
  const clusters = step(
    'Clusters',
    openClusters({
      choice: options.clusters,
      dir,
      log: log('clusters'),
      env: program,
      signal,
      onCrash,
      onNote: options.onNote,
    }),
  ).then((it) => made.use(it))
  const page = step('Console', buildConsole({ log: log('web-build'), env: program, signal }))

  await allDone([database, schema, redis, clusters, page])
  signal.throwIfAborted()
  const laid = { database: await database, redis: await redis, clusters: await clusters }
  const kept = made.move()
  return { ...laid, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

function openDatabase(options: FoundationOptions): Promise<DatabaseServer> {
  const { databaseUrl: url, dir, durable = true, onNote: onCrash } = options
  return startDatabase({ url, dir, durable, onCrash })
}

async function openRedis(options: FoundationOptions): Promise<RedisServer> {
  const { redisUrl: url, dir, env, log, onNote: onCrash } = options
  const port = await choosePorts().choose(0)
  return startRedis({ url, port, dir, log: log('redis'), env: programEnv(env), onCrash })
}
