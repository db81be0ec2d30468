import { CustomObjectsApi, KubeConfig, makeInformer } from '@kubernetes/client-node'
import { openApiServer } from '../../src/api-server/api-server.ts'
import { INFORMER_TIMING } from '../../src/timing.ts'
import type { Resource } from '../../src/resource-path.ts'
import { follow, project } from '../follower.ts'

/** An informer that meets faults, whoever made it. */
export interface Subject {
  /** Key → uid and version, as it holds them. */
  copy(): ReadonlyMap<string, string>
  /** What its reader was told of a Key, in order: the uid, with `-` before it where it is gone. */
  told(key: string): readonly string[]
  /** Keys that went back in time. */
  readonly backwards: readonly string[]
  stop(): Promise<void>
}

/** All subjects of one world share its connections, as far as they share any. */
interface Subjects extends AsyncDisposable {
  start(): Subject
}

interface World {
  readonly url: string
  readonly caData: string
  readonly token: string
  readonly resource: Resource
  /** The reader fails on an object of this name. */
  readonly poison: string
}

export type MakeSubjects = (world: World) => Subjects

/** Ours, with the waits it has by default. */
export const argus: MakeSubjects = ({ url: server, caData, token, resource, poison }) => {
  const api = openApiServer({ server, caData, token })
  const started: Subject[] = []
  return {
    start() {
      const follower = follow({
        api,
        resource,
        timing: INFORMER_TIMING,
        project: (object, bytes) => {
          if (object.metadata.name === poison) throw new Error(POISONED)
          return project(object, bytes)
        },
      })
      const subject: Subject = {
        copy: () =>
          new Map(
            [...follower.copy].map(([key, { uid, projection }]) => [
              key,
              `${uid}@${projection.version}`,
            ]),
          ),
        told: (key) =>
          follower.events.flatMap((event) => {
            if (event.type === 'upsert' && event.key === key) return [event.uid]
            return event.type === 'deleted' && event.key === key ? [`-${event.uid}`] : []
          }),
        backwards: follower.backwards,
        stop: () => follower.stop(),
      }
      started.push(subject)
      return subject
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(started.map((subject) => subject.stop()))
      await api[Symbol.asyncDispose]()
    },
  }
}

/** What a reader that fails says. */
export const POISONED = 'the reader cannot take this object'

/** client-node's informer as it is made: `restartMs` is how long after an error it is started again, if ever. */
export function clientNode(restartMs: number | undefined): MakeSubjects {
  return ({ url, caData, token, resource, poison }) => {
    const config = new KubeConfig()
    const cluster = {
      name: 'trial',
      server: url,
      caData: Buffer.from(caData).toString('base64'),
      skipTLSVerify: false,
    }
    config.loadFromClusterAndUser(cluster, { name: 'trial', token })
    const api = config.makeApiClient(CustomObjectsApi)
    const { group, version, resource: plural } = resource
    const started: Subject[] = []
    return {
      start() {
        const subject = startClientNode({
          informer: makeInformer<Item>(config, `/apis/${group}/${version}/${plural}`, () =>
            api.listClusterCustomObject({ group, version, plural }),
          ),
          restartMs,
          poison,
        })
        started.push(subject)
        return subject
      },
      async [Symbol.asyncDispose]() {
        await Promise.all(started.map((subject) => subject.stop()))
      },
    }
  }
}

interface Item {
  readonly metadata?: {
    name?: string
    namespace?: string
    uid?: string
    resourceVersion?: string
  }
}

interface ClientNodeOptions {
  readonly informer: ReturnType<typeof makeInformer<Item>>
  readonly restartMs: number | undefined
  readonly poison: string
}

function startClientNode({ informer, restartMs, poison }: ClientNodeOptions): Subject {
  const told = new Map<string, string[]>()
  const versions = new Map<string, bigint>()
  const backwards: string[] = []
  let stopped = false
  const tell = (object: Item, gone: '' | '-') => {
    if (object.metadata?.name === poison) throw new Error(POISONED)
    const key = keyOf(object)
    const { uid = '', resourceVersion = '0' } = object.metadata ?? {}
    const version = BigInt(resourceVersion)
    if (gone === '' && version <= (versions.get(`${key} ${uid}`) ?? 0n)) backwards.push(key)
    versions.set(`${key} ${uid}`, version)
    told.set(key, [...(told.get(key) ?? []), `${gone}${uid}`])
  }
  informer.on('add', (object) => tell(object, ''))
  informer.on('update', (object) => tell(object, ''))
  informer.on('delete', (object) => tell(object, '-'))
  informer.on('error', () => {
    if (restartMs === undefined) return
    setTimeout(() => {
      if (!stopped) void informer.start()
    }, restartMs).unref()
  })
  void informer.start()
  return {
    copy: () =>
      new Map(
        informer
          .list()
          .map((object) => [
            keyOf(object),
            `${object.metadata?.uid}@${object.metadata?.resourceVersion}`,
          ]),
      ),
    told: (key) => told.get(key) ?? [],
    backwards,
    async stop() {
      stopped = true
      await informer.stop()
    },
  }
}

function keyOf({ metadata }: Item): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`
}
