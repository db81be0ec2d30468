import { type FieldTable, KUBECONFIG_FIELDS } from '@argus/contracts/kubeconfig-fields'
import { LineCounter, parseDocument } from 'yaml'

import { type FieldRefusal, judgeFields } from './judge-fields.ts'
import { type Given, type GivenField, readConnection } from './read-connection.ts'

/** More than any kubeconfig of one cluster, certificates included. */
const LIMIT_CHARACTERS = 128 * 1024

/**
 * The one cluster of a kubeconfig that comes from anybody: what the allow-list takes of it, or every field that is
 * refused. It is parsed as data: no file is read, no program is run, nothing is dialed.
 */
export function readKubeconfig(text: string): Given {
  const parsed = parseYaml(text)
  if ('why' in parsed) return refused([{ field: 'kubeconfig', why: parsed.why }])
  const document = judgeFields(parsed.value, 'kubeconfig', KUBECONFIG_FIELDS.document)
  const one = (list: string, of: keyof typeof KUBECONFIG_FIELDS) =>
    theOne(document.used.get(list), { list, of, table: KUBECONFIG_FIELDS[of] })
  const [context, cluster, user] = [
    one('contexts', 'context'),
    one('clusters', 'cluster'),
    one('users', 'user'),
  ]
  const refusals = [document, context, cluster, user].flatMap((part) => part.refusals)
  if (refusals.length > 0) return refused(refusals)
  const current = { field: 'current-context', value: document.used.get('current-context') }
  const mismatches = [
    ...(current.value === undefined ? [] : mismatch(current, context.name)),
    ...mismatch(context.at('cluster'), cluster.name),
    ...mismatch(context.at('user'), user.name),
  ]
  if (mismatches.length > 0) return refused(mismatches)
  return readConnection({
    server: cluster.at('server'),
    certificateAuthority: cluster.at('certificate-authority-data'),
    tlsServerName: cluster.at('tls-server-name'),
    token: user.at('token'),
    clientCertificate: user.at('client-certificate-data'),
    clientKey: user.at('client-key-data'),
  })
}

function refused(refusals: readonly FieldRefusal[]): Given {
  return { type: 'refused', refusals }
}

/** What the parser says of a text may quote it, and its secrets: only the line is told. */
function parseYaml(text: string): { readonly value: unknown } | { readonly why: string } {
  if (text.length > LIMIT_CHARACTERS) return { why: 'is longer than a kubeconfig of one cluster' }
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false, schema: 'core' })
  const [fault] = [...document.errors, ...document.warnings]
  if (fault !== undefined) {
    return {
      why: `is not the YAML of a kubeconfig, in line ${lineCounter.linePos(fault.pos[0]).line}`,
    }
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: 0 })
    return typeof value === 'object' && value !== null ? { value } : { why: 'is no object' }
  } catch {
    return { why: 'has aliases, which a kubeconfig has no use for' }
  }
}

interface Entry {
  readonly name: unknown
  readonly refusals: readonly FieldRefusal[]
  at(field: string): GivenField
}

/** The only entry of a list. More than one would bring credentials along that are not needed. */
function theOne(
  value: unknown,
  { list, of, table }: { readonly list: string; readonly of: string; readonly table: FieldTable },
): Entry {
  const entries: readonly unknown[] = Array.isArray(value) ? value : []
  const place = `${list}[0]`
  const entry = judgeFields(entries[0], place, { name: USED, [of]: USED })
  const inner = judgeFields(entry.used.get(of), `${place}.${of}`, table)
  const more = { field: list, why: `has more than one entry; ${MINIFY}` }
  return {
    name: entry.used.get('name'),
    refusals: [
      ...(entries.length > 1 ? [more] : []),
      ...entry.refusals,
      ...(entry.refusals.length > 0 ? [] : inner.refusals),
    ],
    at: (field) => ({ field: `${place}.${of}.${field}`, value: inner.used.get(field) }),
  }
}

const USED = { decision: 'used' } as const
const MINIFY =
  'send the one that is meant: `kubectl config view --raw --flatten --minify --context <name>` prints it'

function mismatch({ field, value }: GivenField, name: unknown): readonly FieldRefusal[] {
  return typeof value === 'string' && value === name
    ? []
    : [{ field, why: 'names what the kubeconfig does not have' }]
}
