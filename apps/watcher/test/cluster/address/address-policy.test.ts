import { describe, expect, test } from '@jest/globals'

import { addressJudge, type AddressPolicy } from '../../../src/cluster/address/address-policy.ts'
import { parseRange } from '../../../src/cluster/address/address-range.ts'

const ranges = (...texts: readonly string[]) => texts.flatMap((text) => parseRange(text) ?? [])
const judge = (address: string, policy: Partial<AddressPolicy> = {}) =>
  addressJudge({ allowed: [], refused: [], ...policy })(address)

describe('W-03 an address is refused unless the operator lists it', () => {
  test.each([
    ['127.0.0.1', 'this machine'],
    ['127.255.255.254', 'this machine'],
    ['::1', 'this machine'],
    ['0.0.0.0', 'no address of any machine'],
    ['::', 'no address of any machine'],
    ['169.254.169.254', 'metadata'],
    ['fd00:ec2::254', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['169.254.1.1', 'link-local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['224.0.0.1', 'multicast'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'reserved'],
    ['::ffff:127.0.0.1', 'this machine'],
    ['::ffff:7f00:1', 'this machine'],
    ['::ffff:0:127.0.0.1', 'this machine'],
    ['::127.0.0.1', 'this machine'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['64:ff9b::169.254.169.254', 'metadata'],
    ['64:ff9b:1::a9fe:a9fe', 'metadata'],
    ['2002:7f00:1::', 'this machine'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'tunnel'],
    ['localhost', 'no address'],
  ])('%s: %s', (address, kind) => {
    expect(judge(address)).toContain(kind)
  })

  test.each([
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '8.8.8.8',
    'fd12::1',
    '2606:4700::1',
    '::ffff:10.0.0.1',
  ])('but for where clusters are: %s', (address) => {
    expect(judge(address)).toBeUndefined()
  })

  test('what the operator allows is allowed in every form, and nothing beside it', () => {
    const policy = { allowed: ranges('127.0.0.0/8') }
    expect(judge('127.0.0.1', policy)).toBeUndefined()
    expect(judge('::ffff:127.0.0.1', policy)).toBeUndefined()
    expect(judge('::1', policy)).toContain('this machine')
    expect(judge('169.254.169.254', policy)).toContain('metadata')
  })

  test('what the operator refuses is refused, but for what it allows', () => {
    const policy = { refused: ranges('10.0.0.0/8'), allowed: ranges('10.1.0.0/16') }
    expect(judge('10.2.0.1', policy)).toContain('the operator of Argus refuses')
    expect(judge('::ffff:10.2.0.1', policy)).toContain('the operator of Argus refuses')
    expect(judge('10.1.0.1', policy)).toBeUndefined()
  })
})

test.each([
  ['10.0.0.1', { address: '10.0.0.1', prefix: 32, family: 'ipv4' }],
  ['10.0.0.0/8', { address: '10.0.0.0', prefix: 8, family: 'ipv4' }],
  ['::1', { address: '::1', prefix: 128, family: 'ipv6' }],
  ['fd00::/8', { address: 'fd00::', prefix: 8, family: 'ipv6' }],
  ['10.0.0.0/33', undefined],
  ['10.0.0.0/8/8', undefined],
  ['10.0.0.0/', undefined],
  ['localhost', undefined],
  ['', undefined],
])('%j is read as a range, or is none', (text, range) => {
  expect(parseRange(text)).toEqual(range)
})
