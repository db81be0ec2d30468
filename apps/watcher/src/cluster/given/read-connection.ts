import { createPrivateKey, X509Certificate } from 'node:crypto'

import { connectionSchema, type Connection } from '@argus/contracts/http/clusters'

import type { FieldRefusal } from './judge-fields.ts'

/** What came of reading how a cluster is reached, secrets in clear. */
export type Given =
  | { readonly type: 'accepted'; readonly connection: Connection }
  | { readonly type: 'refused'; readonly refusals: readonly FieldRefusal[] }

/** A value of unknown kind, and the field that it stands in. */
export interface GivenField {
  readonly field: string
  readonly value: unknown
}

/** The fields that a connection is made of, wherever they were given; certificates and keys in base64 of PEM. */
type GivenFields = Readonly<Record<keyof Connection, GivenField>>

/** Checks each for itself, then what belongs together. Nothing is dialed, no file is read. */
export function readConnection(fields: GivenFields): Given {
  const refusals: FieldRefusal[] = []
  const read = ({ field, value }: GivenField, reader: Reader): string | undefined => {
    if (value === undefined || value === null || value === '') return undefined
    const result = typeof value === 'string' ? reader(value) : { why: 'is no text' }
    if ('value' in result) return result.value
    refusals.push({ field, why: result.why })
    return undefined
  }
  const given = {
    server: read(fields.server, readServer),
    certificateAuthority: read(fields.certificateAuthority, readCertificates),
    tlsServerName: read(fields.tlsServerName, readServerName),
    token: read(fields.token, readToken),
    clientCertificate: read(fields.clientCertificate, readCertificates),
    clientKey: read(fields.clientKey, readKey),
  }
  if (refusals.length === 0) refusals.push(...whatLacks(given, fields))
  if (refusals.length > 0) return { type: 'refused', refusals }
  const present = Object.entries(given).filter(([, value]) => value !== undefined)
  return { type: 'accepted', connection: connectionSchema.parse(Object.fromEntries(present)) }
}

type Reader = (text: string) => { readonly value: string } | { readonly why: string }
type Texts = Readonly<Record<keyof Connection, string | undefined>>

const readServer: Reader = (text) => {
  const url = URL.parse(text)
  if (url === null) return { why: 'is no address; give one such as https://10.0.0.1:6443' }
  if (url.protocol !== 'https:') return { why: 'is not https; the credential could be read' }
  if (url.username !== '' || url.password !== '') return { why: 'has a name or password in it' }
  if (url.search !== '' || url.hash !== '') return { why: 'has a query or a fragment in it' }
  return text.length <= 2_048 ? { value: text } : { why: 'is too long' }
}

const readToken: Reader = (text) =>
  /^[\x21-\x7e]{1,16384}$/.test(text)
    ? { value: text }
    : { why: 'is no token: it has spaces, line ends or signs that no token has' }

const readServerName: Reader = (text) =>
  /^[\w-]+(\.[\w-]+)*$/.test(text) && text.length <= 253
    ? { value: text }
    : { why: 'is no host name' }

/** What stands around the blocks is left out. */
const readCertificates: Reader = (text) => {
  const blocks = blocksOf(text, 'CERTIFICATE')
  if (blocks.length === 0) return { why: 'is no certificate: base64 of PEM is expected' }
  try {
    for (const block of blocks) new X509Certificate(block)
    return within(blocks.join('\n'))
  } catch {
    return { why: 'has a certificate that cannot be read' }
  }
}

const readKey: Reader = (text) => {
  const [block] = blocksOf(text, '[A-Z ]*PRIVATE KEY')
  if (block === undefined) return { why: 'is no private key: base64 of PEM is expected' }
  try {
    createPrivateKey(block)
    return within(block)
  } catch {
    return { why: 'is a private key that cannot be read; it must not have a password' }
  }
}

/** As much as a connection takes. */
function within(pem: string): ReturnType<Reader> {
  return pem.length <= 32_768 ? { value: pem } : { why: 'is too long' }
}

function blocksOf(text: string, label: string): readonly string[] {
  const packed = text.replaceAll(/\s/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) return []
  const pem = Buffer.from(packed, 'base64').toString('utf8')
  return pem.match(new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`, 'g')) ?? []
}

function whatLacks(given: Texts, fields: GivenFields): FieldRefusal[] {
  const { server, token, clientCertificate, clientKey } = given
  const refuse = (name: keyof Connection, why: string) => [{ field: fields[name].field, why }]
  if (server === undefined) return refuse('server', 'is missing: the https address of the cluster')
  if (clientCertificate === undefined && clientKey !== undefined)
    return refuse('clientCertificate', 'is missing: the key beside it has no certificate')
  if (clientCertificate !== undefined && clientKey === undefined)
    return refuse('clientKey', 'is missing: the certificate beside it has no key')
  if (clientCertificate !== undefined && clientKey !== undefined) {
    if (token !== undefined)
      return refuse('token', 'is given beside a certificate; give one of them')
    if (!belong(clientCertificate, clientKey))
      return refuse('clientKey', 'is not the key of the certificate beside it')
  } else if (token === undefined)
    return refuse('token', 'is missing: give a token, or a client certificate with its key')
  return []
}

function belong(certificate: string, key: string): boolean {
  return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))
}
