import { expect, test } from '@jest/globals'

import { parseAddress } from '../src/redis/address.ts'

test.each(['redis://localhost:6379', 'rediss://a:b@redis.example/1'])(
  '%s is one server, as it is written',
  (url) => {
    expect(parseAddress(url)).toEqual({ kind: 'server', url })
  },
)

test('a cluster is named by some of its nodes, with a port or without, and by who asks', () => {
  expect(parseAddress('redis-cluster://n1,n2:7000,[::1]:7001/')).toEqual({
    kind: 'cluster',
    nodes: [
      { host: 'n1', port: 6379 },
      { host: 'n2', port: 7000 },
      { host: '::1', port: 7001 },
    ],
    access: { tls: false },
  })
  expect(parseAddress('rediss-cluster://argus:p%40ss%3Aw%2Ford@n1')).toMatchObject({
    access: { username: 'argus', password: 'p@ss:w/ord', tls: true },
  })
  expect(parseAddress('redis-cluster://:alone@n1')).toMatchObject({
    access: { password: 'alone', tls: false },
  })
})

test('sentinels are named with their master, and may ask for a password of their own', () => {
  expect(parseAddress('redis-sentinel://s1,s2:26380/argus')).toEqual({
    kind: 'sentinel',
    sentinels: [
      { host: 's1', port: 26379 },
      { host: 's2', port: 26380 },
    ],
    master: 'argus',
    db: 0,
    access: { tls: false },
    sentinelAccess: { tls: false },
  })
  const full = 'rediss-sentinel://u:p@s1/argus?db=2&sentinel_username=s&sentinel_password=q%26'
  expect(parseAddress(full)).toMatchObject({
    db: 2,
    access: { username: 'u', password: 'p', tls: true },
    sentinelAccess: { username: 's', password: 'q&', tls: true },
  })
})

test.each([
  '',
  'localhost:6379',
  'http://secret@localhost',
  'redis-cluster://',
  'redis-cluster://n1:secret,n2',
  'redis-cluster://n1/secret',
  'redis-cluster://%secret%@n1',
  'redis-cluster://n1,,secret:1',
  'redis-sentinel://s1?db=secret',
  'redis-sentinel://s1/argus?db=secret',
  'redis-other://secret@n1',
])('%j is none, and the refusal says which forms there are, without a word of it', (url) => {
  const refused = () => parseAddress(url)
  expect(refused).toThrow(/redis-sentinel:\/\/host/)
  expect(refused).not.toThrow(/secret/)
})
