import { Agent, request } from 'node:https'

import { z } from 'zod'

import type { KubeObject } from '../src/chart.ts'

/** An API server and who asks it. */
interface Server {
  readonly url: string
  readonly caData: string
  readonly token: string
}

export interface Answer {
  readonly status: number
  readonly text: string
}

/** Speaks to an API server as kubectl does, with every field checked. */
export interface Kube extends Disposable {
  /** Applies an object by the server, as the manager `chart`; `dry` keeps nothing of it. */
  apply(object: KubeObject, dry?: 'dry'): Promise<Answer>
  post(path: string, body: object): Promise<Answer>
  /** Changes the fields that are named. */
  merge(path: string, body: object): Promise<Answer>
  read(path: string): Promise<Answer>
  /** Every resource that is served, subresources among them. */
  resources(): Promise<readonly Resource[]>
}

interface Resource {
  readonly group: string
  readonly version: string
  /** `deployments`, `pods/exec`. */
  readonly name: string
  readonly kind: string
  readonly namespaced: boolean
}

/** Opens connections to a server; they end when it is disposed. */
export function openKube(server: Server): Kube {
  const agent = new Agent({ keepAlive: true, ca: server.caData })
  const send = (method: string, path: string, body?: Body): Promise<Answer> =>
    exchange({ server, agent, method, path, body })
  const read = (path: string): Promise<Answer> => send('GET', path)
  let known: Promise<readonly Resource[]> | undefined
  return {
    async apply(object, dry) {
      known ??= discover(read)
      const flags = `fieldManager=chart&fieldValidation=Strict${dry === 'dry' ? '&dryRun=All' : ''}`
      const path = `${pathOf(await known, object)}?${flags}`
      const text = JSON.stringify(object)
      return send('PATCH', path, { type: 'application/apply-patch+yaml', text })
    },
    post: (path, body) =>
      send('POST', path, { type: 'application/json', text: JSON.stringify(body) }),
    merge: (path, body) =>
      send('PATCH', path, { type: 'application/merge-patch+json', text: JSON.stringify(body) }),
    read,
    resources: () => discover(read),
    [Symbol.dispose]: () => agent.destroy(),
  }
}

interface Body {
  readonly type: string
  readonly text: string
}

interface Call {
  readonly server: Server
  readonly agent: Agent
  readonly method: string
  readonly path: string
  readonly body: Body | undefined
}

function exchange({ server, agent, method, path, body }: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${server.token}`,
      ...(body === undefined ? {} : { 'content-type': body.type }),
    }
    const asking = request(new URL(path, server.url), { method, agent, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => (text += chunk))
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      answer.once('error', reject)
    })
    asking.once('error', reject)
    asking.end(body?.text)
  })
}

const groups = z.object({
  groups: z.array(z.object({ preferredVersion: z.object({ groupVersion: z.string() }) })),
})
const list = z.object({
  groupVersion: z.string(),
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
})

async function discover(read: (path: string) => Promise<Answer>): Promise<readonly Resource[]> {
  const named = groups.parse(JSON.parse((await read('/apis')).text)).groups
  const paths = [
    '/api/v1',
    ...named.map(({ preferredVersion: { groupVersion } }) => `/apis/${groupVersion}`),
  ]
  const lists = await Promise.all(
    paths.map(async (path) => list.parse(JSON.parse((await read(path)).text))),
  )
  return lists.flatMap(({ groupVersion, resources }) => {
    const [version = '', group = ''] = groupVersion.split('/').toReversed()
    return resources.map((resource) => ({ ...resource, group, version }))
  })
}

function pathOf(
  resources: readonly Resource[],
  { apiVersion, kind, metadata }: KubeObject,
): string {
  const [version = '', group = ''] = apiVersion.split('/').toReversed()
  const found = resources.find(
    (one) =>
      one.kind === kind &&
      one.group === group &&
      one.version === version &&
      !one.name.includes('/'),
  )
  if (found === undefined) throw new Error(`the API server does not serve ${kind} of ${apiVersion}`)
  const root = group === '' ? `/api/${version}` : `/apis/${apiVersion}`
  const inside = found.namespaced ? `/namespaces/${metadata.namespace ?? 'argus'}` : ''
  return `${root}${inside}/${found.name}/${metadata.name}`
}
