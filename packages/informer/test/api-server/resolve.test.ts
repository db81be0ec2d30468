import { describe, expect, it } from '@jest/globals'
import { createServer } from 'node:https'
import { makeServerCertificate } from '@argus/fake-api-server/certificate'
import { type FakeApiServer, startFakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { openApiServer } from '../../src/api-server/api-server.ts'
import type { Resolve } from '../../src/api-server/resolve.ts'

const never = new AbortController().signal
const here = [{ address: '127.0.0.1', family: 4 }]

/** Reached by a name that no name server knows. */
const named = ({ port, caData, token }: FakeApiServer) => ({
  server: `https://cluster.invalid:${port}`,
  caData,
  token,
  tlsServerName: 'localhost',
})

describe.each(['h2', 'http/1.1'] as const)('over %s', (protocol) => {
  it('W-03 a connection goes to the address that was judged, and to no other', async () => {
    await using server = await startFakeApiServer({ protocol })
    const asked: string[] = []
    const resolve: Resolve = async (host) => {
      asked.push(host)
      return here
    }
    await using api = openApiServer(named(server), { resolve })
    await expect(api.get('/version', { signal: never })).resolves.toBeDefined()
    expect(new Set(asked)).toEqual(new Set(['cluster.invalid']))
  })

  it('W-03 a name that leads elsewhere later is judged again before the next connection', async () => {
    await using server = await startFakeApiServer({ protocol })
    let rebound = false
    const resolve: Resolve = async () => {
      if (rebound) throw new Error('the name leads to an address that is not allowed')
      return here
    }
    await using api = openApiServer(named(server), { resolve })
    await expect(api.get('/version', { signal: never })).resolves.toBeDefined()
    const before = server.requests.length
    rebound = true
    server.disconnect()
    await until(
      async () => {
        const failure = await api.get('/version', { signal: never }).catch((error: Error) => error)
        return failure instanceof Error && failure.message.includes('not allowed')
      },
      { what: 'the connections before to be gone, and the next to be refused' },
    )
    expect(server.requests).toHaveLength(before)
    rebound = false
    await expect(api.get('/version', { signal: never })).resolves.toBeDefined()
  })

  it('W-03 an address in place of a name is judged as well', async () => {
    await using server = await startFakeApiServer({ protocol })
    const resolve: Resolve = (host) => Promise.reject(new Error(`${host} is not allowed`))
    const { url, caData, token } = server
    await using api = openApiServer({ server: url, caData, token }, { resolve })
    await expect(api.get('/version', { signal: never })).rejects.toThrow('127.0.0.1 is not allowed')
    expect(server.connections).toBe(0)
  })
})

it('W-03 a redirect is an answer, and is not followed', async () => {
  await using inside = await startFakeApiServer()
  const { key, cert, ca } = await makeServerCertificate()
  const outside = createServer({ key, cert }, (_, response) => {
    response.writeHead(302, { location: `${inside.url}/version` }).end()
  })
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve))
  try {
    const address = outside.address()
    const port = typeof address === 'object' ? address?.port : undefined
    await using api = openApiServer({ server: `https://127.0.0.1:${port}`, caData: ca })
    await expect(api.get('/version', { signal: never })).rejects.toMatchObject({ status: 302 })
    expect(inside.requests).toEqual([])
  } finally {
    outside.close()
    outside.closeAllConnections()
  }
})

it('W-03 nothing but https is spoken', async () => {
  await using api = openApiServer({ server: 'http://127.0.0.1:1', token: 'secret' })
  await expect(api.get('/version', { signal: never })).rejects.toThrow('only https')
})
