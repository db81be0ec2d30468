import { createServer, request as ask } from 'node:http'
import { once } from 'node:events'

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { clientAddress, plain } from '@argus/service-kit/client-address'
import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'
import { post } from '../client.ts'

const OURS = '127.0.0.1'

/** What a request with this header, from this machine, is taken to come from. */
async function taken(trusted: readonly string[], forwarded?: string): Promise<string | null> {
  const addressOf = clientAddress(trusted)
  const server = createServer((request, response) => {
    response.end(JSON.stringify(addressOf(request)))
  }).listen(0, OURS)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  const sent = ask({ host: OURS, port, headers }).end()
  const [response] = await once(sent, 'response')
  const chunks: string[] = []
  for await (const chunk of response) chunks.push(String(chunk))
  server.close()
  return JSON.parse(chunks.join(''))
}

const HOPS = ['127.0.0.0/8', '10.1.2.3', 'fd00::/8']

interface Forwarded {
  readonly hops: readonly string[]
  readonly header: string | undefined
}

test.each<[string, Forwarded, string]>([
  ['no header', { hops: HOPS, header: undefined }, OURS],
  ['a header from whoever is no hop of ours', { hops: [], header: '203.0.113.7' }, OURS],
  ['what the hop says', { hops: HOPS, header: '203.0.113.7' }, '203.0.113.7'],
  [
    'what the hop says, not what it was told',
    { hops: HOPS, header: '198.51.100.1, 203.0.113.7' },
    '203.0.113.7',
  ],
  ['past several hops', { hops: HOPS, header: '203.0.113.7, fd00::5, 10.1.2.3' }, '203.0.113.7'],
  ['an address of the other kind', { hops: HOPS, header: '2001:db8::7' }, '2001:db8::7'],
  ['an address of both kinds', { hops: HOPS, header: '::ffff:203.0.113.7' }, '203.0.113.7'],
  ['one of both kinds, in hexadecimal', { hops: HOPS, header: '::ffff:cb00:7107' }, '203.0.113.7'],
  [
    'one of both kinds, in full',
    { hops: HOPS, header: '0000:0000:0000:0000:0000:FFFF:CB00:7107' },
    '203.0.113.7',
  ],
  ['an address in full', { hops: HOPS, header: '2001:0DB8:0:0:0:0:0:7' }, '2001:db8::7'],
  [
    'a hop that is written as both kinds',
    { hops: ['::ffff:127.0.0.1'], header: '8.8.8.8' },
    '8.8.8.8',
  ],
  [
    'a hop of both kinds on the way',
    { hops: HOPS, header: '203.0.113.7, ::ffff:a01:203' },
    '203.0.113.7',
  ],
  ['junk', { hops: HOPS, header: 'junk' }, OURS],
  ['nothing between commas', { hops: HOPS, header: ',,' }, OURS],
  ['an address with a port', { hops: HOPS, header: '203.0.113.7:80' }, OURS],
  ['an address with a zone', { hops: HOPS, header: 'fe80::1%eth0' }, OURS],
  [
    'a hundred addresses',
    { hops: HOPS, header: Array(100).fill('198.51.100.1').join(', ') },
    '198.51.100.1',
  ],
  ['hops only', { hops: HOPS, header: '10.1.2.3' }, '10.1.2.3'],
])('A-08 the address of a request with %s', async (_, { hops, header }, expected) => {
  expect(await taken(hops, header)).toBe(expected)
})

/** Every way to write an IPv4 address as an IPv6 one: dotted or in two groups, zeros left out or not, in either case. */
const asBothKinds = fc
  .record({
    octets: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)),
    prefix: fc.constantFrom(
      '::ffff:',
      '0:0:0:0:0:ffff:',
      '0000:0000:0000:0000:0000:ffff:',
      '0::ffff:',
      '::0:ffff:',
    ),
    tail: fc.constantFrom('dotted', 'short', 'padded'),
    upper: fc.boolean(),
  })
  .map(({ octets, prefix, tail, upper }) => {
    const [a, b, c, d] = octets
    const groups = [a * 256 + b, c * 256 + d].map((group) => group.toString(16))
    const low = {
      dotted: octets.join('.'),
      short: groups.join(':'),
      padded: groups.map((group) => group.padStart(4, '0')).join(':'),
    }
    const written = prefix + low[tail]
    return { plain: octets.join('.'), written: upper ? written.toUpperCase() : written }
  })

test('A-08 an IPv4 address is the same however it is written as an IPv6 one', () => {
  fc.assert(
    fc.property(asBothKinds, (address) => {
      expect(plain(address.written)).toBe(address.plain)
    }),
  )
})

test('A-08 every other IPv6 address has one spelling, which is itself', () => {
  fc.assert(
    fc.property(fc.ipV6(), (written) => {
      const once = plain(written)
      expect(plain(written.toUpperCase())).toBe(once)
      expect(plain(once)).toBe(once)
    }),
  )
})

test('A-08 a hop that is no address is refused at the start', () => {
  expect(() => clientAddress(['everybody'])).toThrow()
})

let auth: TestAuth
let behind: TestAuth
beforeAll(async () => {
  auth = await startTestAuth()
  const env = { ARGUS_TRUSTED_PROXIES: '127.0.0.1' }
  behind = await startTestAuth({ database: auth.database, clock: auth.clock, env })
  await addUser(auth.db, { email: 'somebody@example.test' })
})
afterAll(async () => {
  await behind[Symbol.asyncDispose]()
  await auth[Symbol.asyncDispose]()
})

const guess = async (at: TestAuth, name: number): Promise<number> => {
  const body = { email: `nobody-${name}@example.test`, password: 'wrong' }
  const fields = { 'x-forwarded-for': `203.0.113.${name}` }
  return (await post(`${at.service.url}/api/auth/login`, body, fields)).status
}

test('A-08 a hundred addresses that a client makes up do not raise its limit', async () => {
  const statuses: number[] = []
  for (let name = 0; name < 100; name += 1) statuses.push(await guess(auth, name))
  expect(statuses.slice(0, 50)).toEqual(Array(50).fill(401))
  expect(statuses.slice(50)).toEqual(Array(50).fill(429))
  const rows = await auth.db.selectFrom('audit_log').select('ip').distinct().execute()
  expect(rows.map(({ ip }) => ip)).toContain(OURS)
  expect(JSON.stringify(rows)).not.toContain('203.0.113')
})

test('A-08 behind a hop of ours each client has its own limit', async () => {
  expect(await guess(behind, 1)).toBe(401)
  expect(await guess(behind, 2)).toBe(401)
  const rows = await auth.db.selectFrom('audit_log').select('ip').distinct().execute()
  expect(rows.map(({ ip }) => ip)).toEqual(expect.arrayContaining(['203.0.113.1', '203.0.113.2']))
})

test('A-07 an address is one and has one limit, in whatever form the hop writes it', async () => {
  const forms = [
    '198.51.100.9',
    '::ffff:198.51.100.9',
    '::ffff:c633:6409',
    '0:0:0:0:0:FFFF:C633:6409',
  ]
  for (let name = 0; name < 52; name += 1) {
    const body = { email: `form-${name}@example.test`, password: 'wrong' }
    const fields = { 'x-forwarded-for': forms[name % forms.length] ?? '' }
    const { status } = await post(`${behind.service.url}/api/auth/login`, body, fields)
    expect(status).toBe(name < 50 ? 401 : 429)
  }
  const rows = await auth.db.selectFrom('audit_log').select('ip').distinct().execute()
  const ours = rows.filter(({ ip }) => ip?.includes('198.51.100.9') || ip?.includes('6409'))
  expect(ours).toEqual([{ ip: '198.51.100.9' }])
})
