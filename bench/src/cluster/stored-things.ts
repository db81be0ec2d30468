import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'

import type { Endpoint } from './api-client.ts'
import { type Batch, THINGS, createThings } from './things.ts'

/** An API server together with its etcd. */
interface Storage extends Endpoint {
  readonly etcdUrl: string
}

/**
 * Makes objects by the thousand: the first one over the API, the others as copies of what the API server has stored of
 * it, straight in its etcd. A copy is listed and watched like any other object, without what making one costs.
 */
export async function storeThings(server: Storage, batch: Batch): Promise<void> {
  if (batch.from >= batch.to) return
  await createThings(server, { ...batch, to: batch.from + 1 })
  using client = openEtcd(server.etcdUrl)
  const folder = `/registry/${THINGS.group}/${batch.plural}/default/`
  const first = parse(await client.get(`${folder}${nameOf(batch.from)}`))
  let next = batch.from + 1
  const work = async (): Promise<void> => {
    while (next < batch.to) {
      const index = next++
      const name = nameOf(index)
      const metadata = {
        ...first.metadata,
        name,
        uid: randomUUID(),
        labels: { app: `app-${index % 50}`, tier: 'backend' },
        annotations: { 'bench.argus/team': `team-${index % 20}` },
      }
      const copy = { ...first, metadata, spec: { ...first.spec, index } }
      await client.put(`${folder}${name}`, JSON.stringify(copy))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

const AT_ONCE = 32

function nameOf(index: number): string {
  return `thing-${String(index).padStart(6, '0')}`
}

interface Stored {
  readonly metadata: object
  readonly spec: object
}

function parse(text: string): Stored {
  const { metadata, spec, ...rest } = JSON.parse(text)
  if (typeof metadata !== 'object' || typeof spec !== 'object') {
    throw new Error(`etcd holds no object as JSON: ${text.slice(0, 100)}`)
  }
  return { ...rest, metadata, spec }
}

/** By etcd's HTTP gateway: https://etcd.io/docs/v3.6/dev-guide/api_grpc_gateway/ */
function openEtcd(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const call = (path: string, body: object) =>
    new Promise<string>((resolve, reject) => {
      const sent = request(`${url}/v3/kv/${path}`, { method: 'POST', agent }, (answer) => {
        const pieces: Buffer[] = []
        answer.on('data', (piece: Buffer) => pieces.push(piece))
        answer.on('error', reject)
        answer.on('end', () => {
          const text = Buffer.concat(pieces).toString('utf8')
          if (answer.statusCode === 200) resolve(text)
          else reject(new Error(`etcd answers ${answer.statusCode} to ${path}: ${text}`))
        })
      })
      sent.on('error', reject)
      sent.end(JSON.stringify(body))
    })
  return {
    async get(key: string): Promise<string> {
      const answer = await call('range', { key: base64(key) })
      const [, value] = /"value":"([^"]+)"/.exec(answer) ?? []
      if (value === undefined) throw new Error(`etcd holds nothing at ${key}`)
      return Buffer.from(value, 'base64').toString('utf8')
    },
    async put(key: string, value: string): Promise<void> {
      await call('put', { key: base64(key), value: base64(value) })
    },
    [Symbol.dispose]: () => agent.destroy(),
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
