import { BlockList, isIPv4, isIPv6 } from 'node:net'

import { parseRange, type AddressRange } from './address-range.ts'

/** Which addresses the operator allows although they are refused by default, and which ones it refuses beside those. */
export interface AddressPolicy {
  readonly allowed: readonly AddressRange[]
  readonly refused: readonly AddressRange[]
}

/** Judges an address: `undefined` where a cluster may be there, else what kind of address it is. */
export type AddressJudge = (address: string) => string | undefined

/**
 * Where no API server of another machine is, but this machine itself, its neighbours on the link, and what clouds answer
 * secrets at. Private networks are where clusters live; an operator who wants may refuse them.
 */
const REFUSED: readonly (readonly [kind: string, ranges: readonly string[]])[] = [
  ['an address of this machine itself', ['127.0.0.0/8', '::1']],
  ['no address of any machine', ['0.0.0.0/8', '::']],
  // Of AWS, Google Cloud and Azure on IPv4; then of AWS, Google Cloud, Alibaba, Azure and Oracle elsewhere.
  [
    'the metadata service of a cloud',
    [
      '169.254.169.254',
      'fd00:ec2::254',
      'fd20:ce::254',
      '100.100.100.200',
      '168.63.129.16',
      '192.0.0.192',
    ],
  ],
  [
    'a link-local address, where clouds answer secrets',
    ['169.254.0.0/16', 'fe80::/10', 'fec0::/10'],
  ],
  ['a multicast address', ['224.0.0.0/4', 'ff00::/8']],
  ['a reserved address', ['240.0.0.0/4', '192.0.0.0/24', '100::/64']],
  ['a tunnel to an address that is not visible', ['2001::/32']],
]

/** What the operator allows comes first, then what it refuses, then what is refused everywhere. */
export function addressJudge({ allowed, refused }: AddressPolicy): AddressJudge {
  const isAllowed = listOf(allowed)
  const kinds = [
    ['an address that the operator of Argus refuses', listOf(refused)] as const,
    ...REFUSED.map(([kind, ranges]) => [kind, listOf(ranges.flatMap(rangesOf))] as const),
  ]
  return (address) => {
    const forms = formsOf(address)
    if (forms.length === 0) return 'no address'
    if (forms.some(isAllowed)) return undefined
    return kinds.find(([, isOfKind]) => forms.some(isOfKind))?.[0]
  }
}

function rangesOf(text: string): readonly AddressRange[] {
  const range = parseRange(text)
  if (range === undefined) throw new Error(`${text} is no range of addresses`)
  return [range]
}

function listOf(ranges: readonly AddressRange[]): (address: string) => boolean {
  const list = new BlockList()
  for (const { address, prefix, family } of ranges) list.addSubnet(address, prefix, family)
  return (address) => list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
}

/** An address, and the IPv4 one inside it: packets to the one may arrive at the other. */
function formsOf(text: string): readonly string[] {
  const [address = ''] = text.split('%')
  if (isIPv4(address)) return [address]
  if (!isIPv6(address)) return []
  const inner = embedded(groupsOf(address))
  return inner === undefined ? [address] : [address, inner]
}

/** Mapped and compatible (RFC 4291, 2.5.5), translated (RFC 2765), behind NAT64 (RFC 6052, 8215), or 6to4 (RFC 3056). */
function embedded(groups: readonly number[]): string | undefined {
  const starts = (...begin: readonly number[]) => begin.every((group, at) => groups[at] === group)
  const last = dotted(groups.slice(6))
  if (starts(0, 0, 0, 0, 0, 0xffff) || starts(0, 0, 0, 0, 0xffff, 0)) return last
  if (starts(0x64, 0xff9b, 0, 0, 0, 0) || starts(0x64, 0xff9b, 1)) return last
  if (starts(0x2002)) return dotted(groups.slice(1, 3))
  const isCompatible = starts(0, 0, 0, 0, 0, 0) && (groups[6] !== 0 || (groups[7] ?? 0) > 1)
  return isCompatible ? last : undefined
}

function dotted([high = 0, low = 0]: readonly number[]): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.')
}

/** The eight groups of an IPv6 address; a URL writes it in hexadecimal alone. */
function groupsOf(address: string): readonly number[] {
  const { hostname } = new URL(`https://[${address}]`)
  const [head = '', tail] = hostname.slice(1, -1).split('::')
  const numbers = (part: string) =>
    part
      .split(':')
      .filter(Boolean)
      .map((it) => Number.parseInt(it, 16))
  if (tail === undefined) return numbers(head)
  const [front, back] = [numbers(head), numbers(tail)]
  return [...front, ...Array<number>(8 - front.length - back.length).fill(0), ...back]
}
