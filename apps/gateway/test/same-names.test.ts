import type { Grant } from '@argus/contracts/grant'
import type { Topic } from '@argus/contracts/topic'
import { until } from '@argus/testkit/until'
import { expect, it } from '@jest/globals'

import { describeWithRedis, everything, startRig } from './rig/rig.ts'

/** All of one name, and each another: by cluster, group, version or kind. */
const TOPICS: readonly Topic[] = [
  { cluster: 'alpha', group: 'core', version: 'v1', resource: 'secrets' },
  { cluster: 'alpha', group: 'core', version: 'v1', resource: 'configmaps' },
  { cluster: 'alpha', group: 'example.org', version: 'v1', resource: 'configmaps' },
  { cluster: 'alpha', group: 'example.org', version: 'v2', resource: 'things' },
  { cluster: 'beta', group: 'core', version: 'v1', resource: 'configmaps' },
  { cluster: 'beta', group: 'example.org', version: 'v1', resource: 'things' },
]
const NAMESPACES = ['shop', 'shopping'] as const

/** Secrets by their name: a `*` never covers them. */
const secrets: Grant = {
  ...everything(),
  permissions: [{ apiGroup: 'core', resource: 'secrets', verb: '*' }],
}

describeWithRedis('objects of one name', () => {
  it.each(['row' as const, 'object' as const])(
    'G-16 in other clusters, groups, versions, kinds and namespaces never mix, as %ss',
    async (shape) => {
      await using rig = await startRig()
      await rig.cluster('alpha', 'beta')
      const hands = await Promise.all(TOPICS.map((topic) => rig.topic(topic)))
      const writeAll = async (round: string): Promise<void> => {
        for (const hand of hands)
          for (const namespace of NAMESPACES) {
            const mark = markOf(hand.topic, namespace, round)
            const object = { metadata: { namespace, name: 'same' }, mark }
            await hand.write({ key: `${namespace}/same`, cells: [mark], object })
          }
      }
      await writeAll('first')
      const all = await rig.client(rig.auth.login([everything(), secrets]))
      const some = await rig.client(rig.auth.login([everything('alpha', 'shop')]))
      for (const client of [all, some])
        for (const [index, { cluster, group, resource }] of TOPICS.entries())
          client.say({
            type: 'subscribe',
            id: `t${index}`,
            topic: { cluster, group, resource },
            shape,
          })
      await writeAll('last')

      const shown = (id: number): readonly string[] =>
        all.model
          .viewsOf(`t${id}`)
          .flatMap(({ items }) =>
            [...items.values()].map(
              ({ cells, object }) => `${String(cells[0])} ${String(object?.['mark'])}`,
            ),
          )
      const due = (topic: Topic): readonly string[] =>
        NAMESPACES.map((namespace) => markOf(topic, namespace, 'last')).map((mark) =>
          shape === 'object' ? `${mark} ${mark}` : `${mark} undefined`,
        )
      for (const [index, topic] of TOPICS.entries()) {
        const same = () => shown(index).toSorted().join() === due(topic).toSorted().join()
        await until(same, { what: `${index}` }).catch(() =>
          expect(shown(index)).toEqual(due(topic)),
        )
      }
      const permitted = TOPICS.filter(({ cluster, resource }) => {
        return cluster === 'alpha' && resource !== 'secrets'
      })
      await until(() => some.of('refused').length === TOPICS.length - permitted.length, {
        what: 'what is refused',
      })
      await until(
        () => some.model.items.size > 0 && JSON.stringify([...some.model.items]).includes('last'),
        {
          what: 'what is permitted',
        },
      )
      const told = JSON.stringify(some.frames)
      for (const topic of TOPICS)
        for (const namespace of NAMESPACES) {
          const mark = `${markOf(topic, namespace, '')}`
          const seen = permitted.includes(topic) && namespace === 'shop'
          expect([mark, told.includes(mark)]).toEqual([mark, seen])
        }
      expect([...all.model.faults, ...some.model.faults]).toEqual([])
    },
  )
})

function markOf(
  { cluster, group, version, resource }: Topic,
  namespace: string,
  round: string,
): string {
  return `mark of ${[cluster, group, version, resource, namespace].join('-')}: ${round}`
}
