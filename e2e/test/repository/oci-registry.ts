import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** Enough of a registry to push to, by the distribution specification: blobs, manifests, tags. */
export interface OciRegistry extends AsyncDisposable {
  readonly address: string
  /** The digest of each tag that was pushed, by `name:tag`. */
  readonly tags: ReadonlyMap<string, string>
}

interface Answer {
  readonly status: number
  readonly headers?: OutgoingHttpHeaders
  readonly body?: Buffer
}

export async function startOciRegistry(): Promise<OciRegistry> {
  const tags = new Map<string, string>()
  const stored = new Map<string, { readonly body: Buffer; readonly type: string }>()

  function read(name: string, what: string): Answer {
    const digest = tags.get(`${name}:${what}`) ?? what
    const found = stored.get(digest)
    if (found === undefined) return { status: 404 }
    const headers = { 'content-type': found.type, 'content-length': found.body.length }
    return {
      status: 200,
      headers: { ...headers, 'docker-content-digest': digest },
      body: found.body,
    }
  }

  async function answerTo(request: IncomingMessage): Promise<Answer> {
    const body = await buffer(request)
    const { pathname } = new URL(request.url ?? '/', 'http://registry')
    const [, name = '', kind = '', what = ''] =
      /^\/v2\/(.+)\/(blobs\/uploads|blobs|manifests)\/(.*)$/u.exec(pathname) ?? []
    if (kind === '') return { status: 200 }
    if (request.method === 'GET' || request.method === 'HEAD') return read(name, what)
    if (request.method === 'POST')
      return { status: 202, headers: { location: `/v2/${name}/blobs/uploads/one` } }
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`
    stored.set(digest, { body, type: request.headers['content-type'] ?? '' })
    if (kind === 'manifests') tags.set(`${name}:${what}`, digest)
    const location = `/v2/${name}/${kind}/${digest}`
    return { status: 201, headers: { location, 'docker-content-digest': digest } }
  }

  const server = createServer((request, response) => {
    answerTo(request).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const place = server.address()
  if (place === null || typeof place === 'string') throw new Error('the registry has no port')
  return {
    address: `localhost:${place.port}`,
    tags,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
