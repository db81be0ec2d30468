import type { Grant } from '@argus/contracts/grant'
import { expect, it } from '@jest/globals'

import { filterOf, type FilterRequest } from '../../src/feed/filter.ts'
import { lensOf } from '../../src/feed/lens.ts'
import { reachOf } from '../../src/feed/reach.ts'
import { shownText } from '../../src/reads/open-topics.ts'
import { everything } from '../rig/rig.ts'

const TOPICS = [
  { cluster: 'one', group: 'core', version: 'v1', resource: 'secrets' },
  { cluster: 'one', group: 'core', version: 'v1', resource: 'configmaps' },
  { cluster: 'two', group: 'core', version: 'v1', resource: 'configmaps' },
  { cluster: 'one', group: 'core', version: 'v2', resource: 'configmaps' },
  { cluster: 'one', group: 'example.org', version: 'v1', resource: 'configmaps' },
]
const SCOPES: readonly Grant[][] = [
  [everything(), all('core', 'secrets')],
  [everything('one', 'shop'), everything('two', 'shop'), secretsIn('shop')],
  [everything('one', 'bank'), everything('two', 'bank'), secretsIn('bank')],
]
const FILTERS: readonly FilterRequest[] = [
  {},
  { name: 'shop' },
  { labels: 'shop' },
  { labels: '!shop' },
  { health: ['Failed'] },
  { cel: 'object.shop' },
  { cel: 'self.shop' },
]
const NAMESPACES = [undefined, ['shop'], ['bank'], ['bank', 'shop']]

/** What a reader asks for, and what of it they may see. */
function textOf(
  topic: (typeof TOPICS)[number],
  { grants, filter, shape, namespaces }: Asked,
): string | undefined {
  const reach = reachOf(grants, { topic, shape, namespaces, namespaced: true })
  if (reach.empty) return undefined
  return shownText({ topic, lens: lensOf({ topic, filter: filterOf(filter), shape, reach }) })
}

interface Asked {
  readonly grants: readonly Grant[]
  readonly filter: FilterRequest
  readonly shape: 'row' | 'object'
  readonly namespaces: readonly string[] | undefined
}

it('G-16 what is made once for many is named by cluster, group, version, kind, filter, shape and scope', () => {
  const texts = TOPICS.flatMap((topic) =>
    SCOPES.flatMap((grants) =>
      FILTERS.flatMap((filter) =>
        (['row', 'object'] as const).flatMap((shape) =>
          NAMESPACES.map((namespaces) => ({
            text: textOf(topic, { grants, filter, shape, namespaces }),
            // What a reader of one namespace asks for, whole or by its name, is the same.
            shown: JSON.stringify([topic, scopeOf(grants, namespaces), filter, shape]),
          })),
        ),
      ),
    ),
  ).filter(({ text }) => text !== undefined)
  const byShown = Map.groupBy(texts, ({ shown }) => shown)
  for (const same of byShown.values()) expect(new Set(same.map(({ text }) => text)).size).toBe(1)
  expect(new Set(texts.map(({ text }) => text)).size).toBe(byShown.size)
  expect(byShown.size).toBe(TOPICS.length * FILTERS.length * 2 * 4)
})

/** In words of its own: every namespace, or which. */
function scopeOf(grants: readonly Grant[], namespaces: readonly string[] | undefined): string {
  const bound = grants.find(({ namespace }) => namespace !== null)?.namespace
  if (bound === undefined) return namespaces?.join() ?? '*'
  return namespaces?.includes(bound ?? '') === false ? 'none' : (bound ?? '')
}

function all(apiGroup: string, resource: string): Grant {
  return { ...everything(), permissions: [{ apiGroup, resource, verb: '*' }] }
}

/** Secrets are never among everything. */
function secretsIn(namespace: string): Grant {
  return { ...all('core', 'secrets'), cluster: 'one', namespace }
}
