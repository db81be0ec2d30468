import { clustersEndpoints } from '@argus/contracts/http/clusters'
import { pluginsEndpoints } from '@argus/contracts/http/plugins'
import { CORE_GROUP } from '@argus/contracts/topic'

import type { Config } from '../config.ts'
import { chooseClusters } from '../resources/choose-clusters.ts'
import { servedBy } from '../resources/discovery.ts'
import { kindsIn, qualified, type Kind } from '../resources/kind.ts'
import { readList } from '../resources/read-list.ts'
import { resolveKind } from '../resources/resolve-kind.ts'
import { open, type Opened } from '../session/open.ts'
import type { Candidate, Completion } from './completion-of.ts'

/** Somebody waits with a finger on the key. */
const PATIENCE_MS = 2_000

type Look = Extract<Completion, { type: 'look' }>

/** What only the console knows: clusters, kinds, names, namespaces, plugins. */
export async function lookAtConsole(config: Config, asked: Look): Promise<readonly Candidate[]> {
  const { options } = asked.line
  const opened = await open(config, options.get('context')?.at(-1))
  const limit = { timeoutMs: PATIENCE_MS }
  if (asked.for === 'plugins') {
    const { plugins } = await opened.api.call(pluginsEndpoints.list, {}, limit)
    return plugins.map(({ id, name }) => ({ value: id, is: name }))
  }
  const { clusters } = await opened.api.call(clustersEndpoints.list, {}, limit)
  if (asked.for === 'clusters') return clusters.map(({ id, name }) => ({ value: id, is: name }))
  const ids = chooseClusters(options.get('cluster') ?? [], clusters).map(({ id }) => id)
  const kinds = kindsIn((await servedBy({ config, opened }, ids)).kinds)
  if (asked.for === 'kinds') return kindWords(kinds)
  const kind = kindOf(asked, kinds)
  if (kind === undefined) return []
  const items = await itemsOf(opened, kind, options.get('namespace'))
  const own = asked.for === 'names' ? nameIn : namespaceIn
  return [...new Set(items.map(own))].filter(Boolean).map((value) => ({ value }))
}

/** Resources by their short name for themselves where that is enough, with their group where it is not. */
function kindWords(kinds: readonly Kind[]): readonly Candidate[] {
  return kinds.map((kind) => {
    const alone = kinds.filter(({ resource }) => resource === kind.resource).length === 1
    const plain = alone || kind.group === CORE_GROUP
    return { value: plain ? kind.resource : qualified(kind), is: kind.kind }
  })
}

function kindOf({ line }: Look, kinds: readonly Kind[]): Kind | undefined {
  const [word] = line.arguments
  return word === undefined ? undefined : resolveKind(word, kinds).kind
}

async function itemsOf(
  { api }: Opened,
  kind: Kind,
  namespaces: readonly string[] | undefined,
): Promise<readonly string[]> {
  const { items } = await readList(api, kind.clusters, {
    kind,
    filter: { shape: 'row', ...(namespaces !== undefined && { namespace: [...namespaces] }) },
    signal: AbortSignal.timeout(PATIENCE_MS),
    wait: () => undefined,
  })
  return items.map(({ key }) => key)
}

const nameIn = (key: string): string => key.slice(key.indexOf('/') + 1)
const namespaceIn = (key: string): string =>
  key.startsWith('/') ? nameIn(key) : key.slice(0, key.indexOf('/'))
