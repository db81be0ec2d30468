/**
 * A process that plays an API server for one list of `MEGABYTES`, made of objects of 5 KB that it makes on the way, then
 * a watch on which nothing happens. Where `STREAMED` is 1 the list comes as a stream and no other way, else as one page whatever was
 * asked for. Prints its address and authority.
 */
import { createSecureServer, type Http2ServerResponse } from 'node:http2'
import { makeServerCertificate } from '@argus/fake-api-server/certificate'

const count = Math.ceil((Number(process.env['MEGABYTES']) * 1_000_000) / 5_000)
const streamed = process.env['STREAMED'] === '1'
const certificate = await makeServerCertificate()
const server = createSecureServer({ ...certificate })

server.on('request', (request, response) => {
  const query = new URL(request.url ?? '/', 'https://server').searchParams
  if (query.has('limit') && streamed) {
    response.writeHead(410)
    return void response.end('{}')
  }
  response.writeHead(200, { 'content-type': 'application/json' })
  if (streamed && query.get('sendInitialEvents') === 'true') {
    void send(response, ADDED).then(() => response.write(END_OF_INITIAL_EVENTS))
  } else if (query.has('watch')) {
    response.write('\n')
  } else {
    response.write(HEAD)
    void send(response, ITEM).then(() => response.end(']}'))
  }
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  process.stdout.write(
    `${JSON.stringify({ url: `https://127.0.0.1:${port}`, ca: certificate.ca })}\n`,
  )
})

const ADDED = (object: string) => `{"type":"ADDED","object":${object}}\n`
const ITEM = (object: string, index: number) => (index === 0 ? object : `,${object}`)
const HEAD =
  '{"kind":"ThingList","apiVersion":"test.example/v1","metadata":{"resourceVersion":"9999999"},"items":['
const END_OF_INITIAL_EVENTS = `${JSON.stringify({
  type: 'BOOKMARK',
  object: {
    kind: 'Thing',
    apiVersion: 'test.example/v1',
    metadata: { resourceVersion: '9999999', annotations: { 'k8s.io/initial-events-end': 'true' } },
  },
})}\n`

async function send(
  response: Http2ServerResponse,
  wrap: (object: string, index: number) => string,
): Promise<void> {
  for (let index = 0; index < count; index++) {
    if (!response.write(wrap(objectOf(index), index))) {
      await new Promise<void>((resolve) => response.once('drain', resolve))
    }
  }
}

const filling = JSON.stringify(
  Array.from({ length: 75 }, (_, i) => ({ name: `container-${i}`, image: `registry/app:${i}` })),
)

function objectOf(index: number): string {
  const uid = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
  const metadata = `{"name":"t${index}","namespace":"n${index % 20}","uid":"${uid}","resourceVersion":"${index + 1}"}`
  return `{"apiVersion":"test.example/v1","kind":"Thing","metadata":${metadata},"spec":{"containers":${filling},"index":${index}}}`
}
