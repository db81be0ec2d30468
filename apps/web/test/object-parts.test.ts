import { describe, expect, it } from '@jest/globals'

import { conditionGroups } from '../src/components/object/conditions.ts'
import { toneOf } from '../src/components/object/condition-tone.ts'
import { pathCondition, textsAt } from '../src/components/object/field-path.ts'
import { namedObjects, referrers } from '../src/components/object/links.ts'
import { linksOut } from '../src/components/object/links-out.ts'
import { eventsOf } from '../src/components/object/object-events.ts'
import { objectLink } from '../src/components/object/object-link.ts'
import { summaryOf } from '../src/components/object/summary-of.ts'
import { item } from './live/rows.ts'

const address = {
  group: 'example.com',
  resource: 'shops',
  cluster: 'prod',
  namespace: 'a',
  name: 'one',
}

describe('the conditions of an object', () => {
  const object = {
    metadata: { name: 'one', generation: 4 },
    status: {
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'Fallback', status: 'True', observedGeneration: 3 },
        'no condition',
      ],
      listeners: [{ name: 'https', conditions: [{ type: 'Programmed', status: 'False' }] }, {}],
    },
  }

  it('stand in the groups of those they belong to, what is bad first', () =>
    expect(
      conditionGroups(object).map(({ title, conditions }) => [
        title,
        conditions.map(({ type }) => type),
      ]),
    ).toEqual([
      ['', ['Fallback', 'Ready']],
      ['Listener https', ['Programmed']],
    ]))

  it('say of which generation they speak', () =>
    expect(conditionGroups(object)[0]?.conditions[0]?.generations).toEqual({
      observed: 3,
      current: 4,
    }))

  it('mean what the manifest says they mean', () => {
    expect(toneOf('Quiet', 'True', 'bad')).toBe('bad')
    expect(toneOf('NotReady', 'True', undefined)).toBe('plain')
    expect(toneOf('Ready', 'Unknown', undefined)).toBe('busy')
    expect(toneOf('Ready', '', undefined)).toBe('plain')
  })

  it('are none where an object has a status of another form', () => {
    expect(conditionGroups({ metadata: { name: 'x' }, status: 'fine' })).toEqual([])
    expect(conditionGroups({ metadata: { name: 'x' }, status: { conditions: {} } })).toEqual([])
    expect(conditionGroups(undefined)).toEqual([])
  })
})

describe('what a manifest links', () => {
  const plugins = [
    {
      resources: [
        {
          group: 'example.com',
          resource: 'shops',
          kind: 'Shop',
          namespaced: true,
          links: [
            { from: '.spec.stores[*].name', to: { group: 'example.com', resource: 'stores' } },
            {
              from: '.spec.ref.name',
              to: { group: 'example.com', resource: 'stores' },
              when: { field: '.spec.ref.kind', is: 'Store' },
              namespace: '.spec.ref.namespace',
            },
          ],
        },
      ],
    },
  ]
  const store = { ...address, resource: 'stores', name: 'warehouse' }

  it('are the objects at the ends of its paths, each once', () => {
    const spec = { stores: [{ name: 's' }, { name: 's' }], ref: { kind: 'Other', name: 'x' } }
    expect(namedObjects(plugins, address, { spec })).toEqual([{ ...store, name: 's' }])
    const ref = { kind: 'Store', name: 'warehouse', namespace: 'b' }
    expect(namedObjects(plugins, address, { spec: { ref } })).toEqual([
      { ...store, namespace: 'b' },
    ])
  })

  it('are asked for from the other end by one expression', () =>
    expect(referrers(plugins, store)).toEqual([
      {
        group: 'example.com',
        resource: 'shops',
        kind: 'Shop',
        request: {
          topic: { cluster: 'prod', group: 'example.com', resource: 'shops' },
          shape: 'row',
          cel:
            'object["spec"]["stores"].exists(i0, i0["name"] == "warehouse") || ' +
            '(object["spec"]["ref"]["name"] == "warehouse" && object["spec"]["ref"]["kind"] == "Store" && ' +
            '(object["spec"]["ref"]["namespace"] == "a" || object["metadata"]["namespace"] == "a"))',
        },
      },
    ]))

  it('are found under names that are no words, and no name leaves its quotes', () => {
    const annotations = { 'a.io/b': 'x' }
    expect(textsAt({ metadata: { annotations } }, ".metadata.annotations['a.io/b']")).toEqual(['x'])
    expect(pathCondition('.spec.a', 'x" || true || "')).toBe(
      String.raw`object["spec"]["a"] == "x\" || true || \""`,
    )
    expect(pathCondition('.a[*].b[*].c[*]', 'x')).toBeUndefined()
  })
})

describe('an object', () => {
  it('links to pages of http and https alone, each once', () => {
    const spec = {
      url: 'https://a.example/x',
      again: 'https://a.example/x',
      ftp: 'ftp://a.example',
    }
    const status = {
      urls: ['http://b.example:81/', 'see https://c.example', 'https://u@d.example'],
    }
    expect(linksOut({ metadata: { name: 'x' }, spec, status })).toEqual([
      { path: 'spec.url', url: 'https://a.example/x', host: 'a.example' },
      { path: 'status.urls[0]', url: 'http://b.example:81/', host: 'b.example:81' },
    ])
  })

  it('says of itself what can be read, whatever form the rest has', () => {
    const owner = { apiVersion: 'v1', kind: 'Thing', name: 't', uid: 'u' }
    const metadata = {
      name: 'x',
      labels: { b: '2', a: '1' },
      annotations: 'none',
      ownerReferences: [{ kind: 'Broken' }, owner, { ...owner, uid: 'c', controller: true }],
    }
    const summary = summaryOf({ metadata })
    expect(summary.labels).toEqual([
      ['a', '1'],
      ['b', '2'],
    ])
    expect(summary.annotations).toEqual([])
    expect(summary.owners.map(({ uid }) => uid)).toEqual(['c', 'u'])
  })

  it('has an address to be given to others', () => {
    const parts = { tab: 'yaml', path: 'spec.a', origin: 'https://argus.example' } as const
    expect(objectLink({ ...address, namespace: '' }, parts)).toBe(
      'https://argus.example/r/example.com/shops/prod/_/one?tab=yaml&path=spec.a',
    )
    expect(objectLink(address, { ...parts, tab: 'summary' })).toBe(
      'https://argus.example/r/example.com/shops/prod/a/one',
    )
  })
})

it('events are told newest first, by the best time they have', () => {
  const event = (key: string, fields: object) =>
    item(key, { object: { metadata: { name: key }, reason: key, ...fields }, created: 5 })
  const events = eventsOf([
    event('created', {}),
    event('last', { lastTimestamp: '1970-01-01T00:00:02Z', count: 3, type: 'Warning' }),
    event('series', { series: { count: 7, lastObservedTime: '1970-01-01T00:00:03Z' } }),
  ])
  expect(events.map(({ reason, times, warning }) => [reason, times, warning])).toEqual([
    ['series', 7, false],
    ['last', 3, true],
    ['created', 1, false],
  ])
})
