import { startFakeApiServer } from '@argus/fake-api-server/server'
import { openApiServer } from '@argus/informer/api-server'
import { until } from '@argus/testkit/until'
import { expect, test } from '@jest/globals'

import { addressJudge } from '../../../src/cluster/address/address-policy.ts'
import { parseRange } from '../../../src/cluster/address/address-range.ts'
import { guardedResolve } from '../../../src/cluster/address/guarded-resolve.ts'

const signal = new AbortController().signal
const strict = addressJudge({ allowed: [], refused: [] })
const leads =
  (...addresses: readonly string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

test('W-03 a name that leads to an allowed address leads there', async () => {
  const resolve = guardedResolve(strict, leads('10.0.0.1', 'fd12::1'))
  await expect(resolve('prod.example.org')).resolves.toHaveLength(2)
})

test('W-03 a name that leads inside as well as outside leads nowhere', async () => {
  const resolve = guardedResolve(strict, leads('10.0.0.1', '::ffff:127.0.0.1'))
  await expect(resolve('prod.example.org')).rejects.toThrow(
    'prod.example.org leads to ::ffff:127.0.0.1, an address of this machine itself',
  )
})

test.each(['127.0.0.1', 'localhost', '169.254.169.254', '::1'])(
  'W-03 %s itself leads nowhere, whoever looks it up',
  async (host) => {
    await expect(guardedResolve(strict)(host)).rejects.toMatchObject({
      name: 'AddressRefusedError',
    })
  },
)

test('W-03 a name that is given another address while it is followed is not followed there', async () => {
  await using server = await startFakeApiServer()
  const { port, token, caData } = server
  let address = '127.0.0.1'
  const judge = addressJudge({
    allowed: [parseRange('127.0.0.1')].flatMap((it) => it ?? []),
    refused: [],
  })
  const resolve = guardedResolve(judge, async () => [{ address, family: 4 }])
  const access = {
    server: `https://prod.example.org:${port}`,
    token,
    caData,
    tlsServerName: 'localhost',
  }
  await using api = openApiServer(access, { resolve })
  await expect(api.get('/version', { signal })).resolves.toBeDefined()

  const before = server.requests.length
  address = '127.0.0.2'
  server.disconnect()
  await until(
    async () => {
      const failure: unknown = await api
        .get('/version', { signal })
        .catch((error: unknown) => error)
      return failure instanceof Error && failure.message.includes('leads to 127.0.0.2')
    },
    { what: 'the refusal of the new address' },
  )
  expect(server.requests).toHaveLength(before)
})
