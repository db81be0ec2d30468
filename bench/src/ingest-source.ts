/**
 * A process that plays an API server for one watch of made-up objects: the end of an empty initial list, then `EVENTS`
 * changes of `BYTES` each over a thousand Keys, as fast as the reader takes them. Prints its address and authority.
 */
import { createSecureServer } from 'node:http2'

import { makeServerCertificate } from '@argus/fake-api-server/certificate'

const events = Number(process.env['EVENTS'])
const bytes = Number(process.env['BYTES'])
const certificate = await makeServerCertificate()
const server = createSecureServer({ ...certificate, allowHTTP1: true })

server.on('request', (request, response) => {
  const query = new URL(request.url ?? '/', 'https://source').searchParams
  response.setHeader('content-type', 'application/json')
  response.writeHead(200)
  if (query.get('sendInitialEvents') === 'true') response.write(endOfInitialEvents)
  let sent = 0
  const send = (): void => {
    while (sent < events)
      if (!response.write(line(sent++))) return void response.once('drain', send)
  }
  send()
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  console.log(JSON.stringify({ url: `https://127.0.0.1:${port}`, ca: certificate.ca }))
})

const endOfInitialEvents = `${JSON.stringify({
  type: 'BOOKMARK',
  object: {
    kind: 'Thing',
    apiVersion: 'bench.argus/v1',
    metadata: { resourceVersion: '1', annotations: { 'k8s.io/initial-events-end': 'true' } },
  },
})}\n`

function line(index: number): string {
  const key = index % 1_000
  const metadata = {
    name: `thing-${key}`,
    namespace: `team-${key % 20}`,
    uid: `00000000-0000-4000-8000-${String(key).padStart(12, '0')}`,
    resourceVersion: String(index + 2),
    labels: { app: `app-${key % 50}`, tier: 'backend' },
  }
  const object = { kind: 'Thing', apiVersion: 'bench.argus/v1', metadata, spec: { index, items } }
  return `${JSON.stringify({ type: 'MODIFIED', object })}\n`
}

/** Fills an object up to about `BYTES` with what specifications are made of: short names and short values. */
const items = Array.from({ length: Math.max(1, Math.round((bytes - 300) / 62)) }, (_, i) => ({
  name: `container-${i}`,
  image: `registry/app:${i}`,
  replicas: i,
}))
