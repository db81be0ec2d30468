import { describe, expect, it } from '@jest/globals'

import { healthOf } from '../src/health.ts'
import type { JsonObject } from '../src/json.ts'

const SINCE = '2026-01-02T03:04:05Z'

const conditions = (
  ...list: readonly [type: string, status: string, reason?: string][]
): JsonObject => ({
  metadata: { generation: 2 },
  status: {
    conditions: list.map(([type, status, reason = '']) => ({
      type,
      status,
      reason,
      lastTransitionTime: SINCE,
    })),
  },
})

const nested = (field: string, ...statuses: readonly string[]): JsonObject => ({
  status: { [field]: statuses.map((status) => ({ conditions: [{ type: 'Accepted', status }] })) },
})

describe('health', () => {
  it.each<[string, JsonObject, string]>([
    ['an object without a status is not known to be well', { spec: {} }, 'Unknown'],
    ['nor is one with an empty list of conditions', conditions(), 'Unknown'],
    [
      'nor one that only says "phase: Ready", in words of its own',
      { status: { phase: 'Ready' } },
      'Unknown',
    ],
    ['nor one that only says "ready: true"', { status: { ready: true } }, 'Unknown'],
    ['a phase that is bad news for certain is told', { status: { phase: 'Failed' } }, 'Failed'],
    ['so is an error', { status: { error: 'no route' } }, 'Failed'],
    ['a phase on the way is on the way', { status: { phase: 'Pending' } }, 'InProgress'],
    ['Ready is well', conditions(['Ready', 'True']), 'Current'],
    ['not Ready is on the way', conditions(['Ready', 'False', 'DoesNotExist']), 'InProgress'],
    [
      'not Ready for a reason that failed has failed',
      conditions(['Ready', 'False', 'ErrInitIssuer']),
      'Failed',
    ],
    ['Ready that nobody can tell is on the way', conditions(['Ready', 'Unknown']), 'InProgress'],
    ['Stalled beats Ready', conditions(['Ready', 'True'], ['Stalled', 'True']), 'Failed'],
    ['not Stalled says nothing', conditions(['Stalled', 'False']), 'Unknown'],
    [
      'Reconciling beats Ready',
      conditions(['Ready', 'True'], ['Reconciling', 'True']),
      'InProgress',
    ],
    [
      'Progressing beside Ready is news of the past',
      conditions(['Ready', 'True'], ['Progressing', 'True']),
      'Current',
    ],
    [
      'Progressing beside Available is not',
      conditions(['Available', 'True'], ['Progressing', 'True']),
      'InProgress',
    ],
    [
      'a Deployment that has arrived keeps Progressing',
      conditions(['Available', 'True'], ['Progressing', 'True', 'NewReplicaSetAvailable']),
      'Current',
    ],
    ['Issuing is on the way', conditions(['Ready', 'True'], ['Issuing', 'True']), 'InProgress'],
    ['Fallback is bad when True', conditions(['Ready', 'True'], ['Fallback', 'True']), 'Failed'],
    [
      'and nothing when False',
      conditions(['Ready', 'True'], ['Fallback', 'False'], ['Active', 'False']),
      'Current',
    ],
    ['Paused is held back', conditions(['Ready', 'True'], ['Paused', 'True']), 'InProgress'],
    [
      'Paused that nobody can tell says nothing',
      conditions(['Ready', 'True'], ['Paused', 'Unknown']),
      'Current',
    ],
    [
      '"Degraded" as a status is bad',
      conditions(['Available', 'Degraded'], ['Reconciled', 'True']),
      'Failed',
    ],
    [
      'a job that failed is complete as well',
      conditions(['Complete', 'True', 'JobFailed']),
      'Failed',
    ],
    [
      'so is one whose message begins with it',
      { status: { conditions: [{ type: 'Complete', status: 'False', message: 'Failed' }] } },
      'Failed',
    ],
    ['NotReady is not Ready', conditions(['NotReady', 'True']), 'Unknown'],
    ['a type that nobody knows is no good news', conditions(['Blessed', 'True']), 'Unknown'],
    ['nor bad', conditions(['Ready', 'True'], ['Blessed', 'False']), 'Current'],
    ['a refused route has failed', nested('parents', 'True', 'False'), 'Failed'],
    ['an accepted one is well', nested('parents', 'True', 'True'), 'Current'],
    ['a listener counts', nested('listeners', 'False'), 'Failed'],
    ['a binding of a monitor counts', nested('bindings', 'False'), 'Failed'],
    [
      'a condition without a status is bad when it is an error',
      {
        status: {
          conditions: [{ type: 'ComparisonError', message: 'x' }],
          health: { status: 'Healthy' },
        },
      },
      'Failed',
    ],
    [
      'an Application is well when healthy and synced',
      { status: { health: { status: 'Healthy' }, sync: { status: 'Synced' } } },
      'Current',
    ],
    [
      'and not when it is out of sync',
      { status: { health: { status: 'Healthy' }, sync: { status: 'OutOfSync' } } },
      'InProgress',
    ],
    [
      'nor when nobody says whether it is',
      { status: { health: { status: 'Healthy' } } },
      'Unknown',
    ],
    ['a degraded one has failed', { status: { health: { status: 'Degraded' } } }, 'Failed'],
  ])('%s', (_, object, expected) => expect(healthOf(object).health).toBe(expected))

  it('is Terminating once deletion is asked for, whatever the conditions, and names what holds it', () => {
    const object = conditions(['Ready', 'True'])
    const metadata = {
      deletionTimestamp: SINCE,
      deletionGracePeriodSeconds: 30,
      finalizers: ['a.io/x', 'b.io/y'],
    }
    expect(healthOf({ ...object, metadata })).toEqual({
      health: 'Terminating',
      since: Date.parse(SINCE) - 30_000,
      reason: 'Waits for finalizers: a.io/x, b.io/y',
    })
  })

  it('is InProgress while the status speaks of an older spec', () => {
    const object = conditions(['Ready', 'True'])
    const status = { conditions: [{ type: 'Ready', status: 'True' }], observedGeneration: 1 }
    expect(healthOf({ ...object, status }).health).toBe('InProgress')
    const one = { conditions: [{ type: 'Ready', status: 'True', observedGeneration: 1 }] }
    expect(healthOf({ ...object, status: one })).toEqual({
      health: 'InProgress',
      since: null,
      reason: 'Ready says nothing of generation 2 yet',
    })
  })

  it('has the time and the words of the condition that decided', () => {
    const status = {
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'Failed',
          message: 'no  such\nhost',
          lastTransitionTime: SINCE,
        },
        { type: 'Available', status: 'True', lastTransitionTime: '2026-05-01T00:00:00Z' },
      ],
    }
    expect(healthOf({ status })).toEqual({
      health: 'Failed',
      since: Date.parse(SINCE),
      reason: 'Ready: no such host',
    })
  })

  it('has no time where the kind gives none', () => {
    expect(
      healthOf({ status: { conditions: [{ type: 'Ready', status: 'True' }] } }).since,
    ).toBeNull()
  })

  it('takes the newest of two conditions of one type, in either order, and the worse where no time tells', () => {
    const old = {
      type: 'Ready',
      status: 'False',
      reason: 'Failed',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    }
    const fresh = { type: 'Ready', status: 'True', lastTransitionTime: '2026-01-02T00:00:00Z' }
    for (const list of [
      [old, fresh],
      [fresh, old],
    ]) {
      expect(healthOf({ status: { conditions: list } }).health).toBe('Current')
    }
    const timeless = [
      { type: 'Ready', status: 'True' },
      { type: 'Ready', status: 'False', reason: 'Failed' },
    ]
    expect(healthOf({ status: { conditions: timeless } }).health).toBe('Failed')
  })

  it('cuts a long reason between characters', () => {
    const message = '👩‍🚀'.repeat(400)
    const { reason } = healthOf({
      status: { conditions: [{ type: 'Ready', status: 'False', message }] },
    })
    expect(reason.length).toBeLessThanOrEqual(300)
    expect(reason.isWellFormed()).toBe(true)
    expect(reason.endsWith('…')).toBe(true)
  })

  it.each<[string, JsonObject]>([
    ['a status that is text', { status: 'fine' }],
    ['conditions that are no list', { status: { conditions: { Ready: true } } }],
    ['conditions that are no objects', { status: { conditions: ['Ready', null, 7] } }],
    ['a condition without a type', { status: { conditions: [{ status: 'True' }] } }],
    ['parents that are no list', { status: { parents: 'one' } }],
  ])('knows nothing of %s', (_, object) => expect(healthOf(object).health).toBe('Unknown'))
})
