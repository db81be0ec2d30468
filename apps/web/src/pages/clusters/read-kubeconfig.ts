import { LineCounter, parseDocument, type Document } from 'yaml'

import { judgeEntry, judgeTop } from './judge-fields.ts'
import {
  isFields,
  type GivenFields,
  type JudgedField,
  type RefusedField,
} from './kubeconfig-field.ts'
import { whatLacks } from './what-lacks.ts'

/** A field that is read, and what may be shown of it. */
interface UsedField {
  readonly field: string
  readonly says: string
  readonly line: number | undefined
}

/** What came of reading a pasted kubeconfig in the page. The service judges again, and alone decides. */
export type ReadKubeconfig =
  | { readonly type: 'empty' }
  /** Not one line of it is told: it may be a secret. */
  | { readonly type: 'unreadable'; readonly why: string }
  | {
      readonly type: 'read'
      readonly document: Document
      readonly contexts: readonly string[]
      /** The context that is meant. */
      readonly context: string
      readonly refused: readonly RefusedField[]
      readonly used: readonly UsedField[]
      /** Contexts that are left out, and are not sent. */
      readonly unused: readonly string[]
      /** What is sent: the one context, with the fields that are used and no others. */
      readonly kubeconfig: string
    }

/** Reads it as data by the table that the service goes by. Nothing is fetched, nothing is kept. */
export function readKubeconfig(text: string, chosen?: string): ReadKubeconfig {
  if (text.trim() === '') return { type: 'empty' }
  if (text.length > LIMIT_CHARACTERS) return unreadable('It is longer than a kubeconfig.')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'core' })
  const [fault] = [...document.errors, ...document.warnings]
  if (fault !== undefined)
    return unreadable(`It is not YAML, in line ${lines.linePos(fault.pos[0]).line}.`)
  const value = valueOf(document)
  if (!isFields(value)) return unreadable('It is YAML, but no kubeconfig.')
  const contexts = namesOf(value['contexts'])
  const current = value['current-context']
  const [context = ''] = [chosen, current, ...contexts].filter(
    (name): name is string => typeof name === 'string' && contexts.includes(name),
  )
  const place = { document, lines }
  const top = judgeTop(value, place)
  const inContext = judgeEntry(value, { list: 'contexts', of: 'context', name: context }, place)
  const named = (of: 'cluster' | 'user') => {
    const name = inContext.used.get(of)?.value
    return typeof name === 'string' ? name : ''
  }
  const cluster = judgeEntry(
    value,
    { list: 'clusters', of: 'cluster', name: named('cluster') },
    place,
  )
  const user = judgeEntry(value, { list: 'users', of: 'user', name: named('user') }, place)
  const given = { cluster: cluster.used, user: user.used }
  const refused = [top, inContext, cluster, user].flatMap((part) => part.refused)
  return {
    type: 'read',
    document,
    contexts,
    context,
    refused: refused.length > 0 ? refused : whatLacks(given, { context, contexts }),
    used: [...cluster.used.values(), ...user.used.values()].map(shownField),
    unused: contexts.filter((name) => name !== context),
    kubeconfig: minified(context, given),
  }
}

/** As much as one call takes, and more than any kubeconfig that somebody pastes. */
const LIMIT_CHARACTERS = 512 * 1024

const unreadable = (why: string): ReadKubeconfig => ({ type: 'unreadable', why })

function valueOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch {
    return undefined // It has aliases, which a kubeconfig has no use for.
  }
}

function namesOf(list: unknown): readonly string[] {
  return (Array.isArray(list) ? list : []).flatMap((entry: unknown) =>
    isFields(entry) && typeof entry['name'] === 'string' ? [entry['name']] : [],
  )
}

function shownField({ field, name, value, line }: JudgedField): UsedField {
  const text = typeof value === 'string' ? value : ''
  const says: Readonly<Record<string, string>> = {
    server: URL.parse(text)?.host ?? 'no address',
    'tls-server-name': text,
    'certificate-authority-data': 'whom its certificate must come from',
    'client-certificate-data': 'will be sealed',
  }
  return { field, says: says[name] ?? 'will be sealed', line }
}

/** JSON is YAML, and quotes whatever needs it. */
function minified(name: string, given: GivenFields): string {
  const plain = (fields: ReadonlyMap<string, JudgedField>) =>
    Object.fromEntries([...fields].map(([key, { value }]) => [key, value]))
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: plain(given.cluster) }],
    users: [{ name, user: plain(given.user) }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  })
}
