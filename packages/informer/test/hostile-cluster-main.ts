/**
 * A process that plays the API server of a cluster that means harm: each resource of `hostile.example` is another way of
 * it. `GET /asked` tells how often each was asked for. Prints its address and authority.
 */
import { once } from 'node:events'
import { createSecureServer, type Http2ServerResponse } from 'node:http2'
import { makeServerCertificate } from '@argus/fake-api-server/certificate'

const asked = new Map<string, number>()
const certificate = await makeServerCertificate()
const server = createSecureServer({ ...certificate })

server.on('request', (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://server')
  if (pathname === '/asked') return void response.end(JSON.stringify(Object.fromEntries(asked)))
  const name = pathname.split('/').at(-1) ?? ''
  asked.set(name, (asked.get(name) ?? 0) + 1)
  const watch = searchParams.has('watch')
  response.on('error', () => response.destroy())
  void (WAYS[name] ?? refuse(404))(response, { watch })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  process.stdout.write(
    `${JSON.stringify({ url: `https://127.0.0.1:${port}`, ca: certificate.ca })}\n`,
  )
})

type Way = (response: Http2ServerResponse, asking: { readonly watch: boolean }) => unknown

const WAYS: Readonly<Record<string, Way>> = {
  'endless-lines': (response) => endless(response, '', 'x'.repeat(64 * 1024)),
  'endless-lists': (response, { watch }) =>
    watch ? refuse(422)(response) : endless(response, '{"kind":"', 'x'.repeat(64 * 1024)),
  'endless-refusals': (response) => {
    response.writeHead(500)
    return endless(response, '"', 'x'.repeat(64 * 1024))
  },
  'endless-nothing': (response) => endless(response, '', '\n'.repeat(64 * 1024)),
  'huge-objects': (response) => {
    const object = { metadata: { name: 'a', uid: 'a', resourceVersion: '1' }, spec: BLOB }
    return response.end(`${JSON.stringify({ type: 'ADDED', object })}\n`)
  },
  'slow-bytes': async (response) => {
    for (let at = 0; !response.stream.destroyed; at++) {
      response.write('{"type":"ADDED"'[at % 15] ?? '')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  },
  'slow-heads': () => undefined,
  'bad-json': (response) => response.end('{"type":"ADDED","object":{]}}\n'.repeat(1_000)),
  'deep-json': (response) => {
    const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`
    const metadata = '{"name":"a","uid":"a","resourceVersion":"1"}'
    return response.end(`{"type":"ADDED","object":{"metadata":${metadata},"spec":${deep}}}\n`)
  },
  'storms-of-429': (response) => refuse(429)(response),
  'storms-of-500': (response) => refuse(500)(response),
  // A list that is good and a watch that is not: each answer asks for the other.
  'storms-of-410': (response, { watch }) => {
    if (watch) return response.end(GONE)
    return response.end('{"kind":"L","metadata":{"resourceVersion":"7"},"items":[]}')
  },
}

const BLOB = 'x'.repeat(50 * 1024 * 1024)
const GONE = `${JSON.stringify({
  type: 'BOOKMARK',
  object: {
    metadata: { resourceVersion: '7', annotations: { 'k8s.io/initial-events-end': 'true' } },
  },
})}\n${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Gone' } })}\n`

function refuse(code: number) {
  return (response: Http2ServerResponse) => {
    response.writeHead(code)
    response.end(JSON.stringify({ kind: 'Status', code }))
  }
}

async function endless(response: Http2ServerResponse, head: string, more: string): Promise<void> {
  response.write(head)
  const closed = once(response, 'close')
  while (!response.stream.destroyed) {
    if (response.write(more)) continue
    await Promise.race([once(response, 'drain'), closed])
  }
}
