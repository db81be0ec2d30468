import type { HealthRule } from '@argus/contracts/health-rule'
import { describe, expect, it } from '@jest/globals'

import { healthOf } from '../src/health.ts'
import type { JsonObject } from '../src/json.ts'

describe('health by the rule of a kind', () => {
  const phase: HealthRule = {
    fields: [
      {
        path: '.status.phase',
        current: ['Ready'],
        inProgress: ['Moving'],
        failed: ['Broken'],
        reason: '.status.why',
      },
    ],
  }
  const levels: HealthRule = {
    fields: [{ path: '.status.messages[*].level', failed: ['ERROR'], inProgress: ['WARNING'] }],
  }
  const applied: HealthRule = {
    fields: [
      { path: '.status.applied', current: ['true'], failed: ['false'], reason: '.status.message' },
    ],
  }

  it.each<[string, JsonObject, HealthRule, readonly [string, string]]>([
    ['a word that is good news is', { status: { phase: 'Ready' } }, phase, ['Current', '']],
    ['one on the way is', { status: { phase: 'Moving' } }, phase, ['InProgress', 'Moving']],
    [
      'a bad one is, with what the object says of it',
      { status: { phase: 'Broken', why: 'no disk' } },
      phase,
      ['Failed', 'Broken: no disk'],
    ],
    [
      'one that the rule does not know is not',
      { status: { phase: 'Fine' } },
      phase,
      ['Unknown', 'Fine'],
    ],
    [
      'a word cannot make good what a condition says is bad',
      { status: { phase: 'Ready', conditions: [{ type: 'Ready', status: 'False' }] } },
      phase,
      ['InProgress', 'Ready'],
    ],
    [
      'nor a condition what a word says is bad',
      { status: { phase: 'Broken', conditions: [{ type: 'Ready', status: 'True' }] } },
      phase,
      ['Failed', 'Broken'],
    ],
    [
      'the worst item of a list counts',
      { status: { messages: [{ level: 'WARNING' }, { level: 'ERROR' }, 'noise'] } },
      levels,
      ['Failed', 'ERROR'],
    ],
    ['an empty list says nothing', { status: { messages: [] } }, levels, ['Unknown', '']],
    ['a list that is none says nothing', { status: { messages: 'x' } }, levels, ['Unknown', '']],
    ['a boolean is a word', { status: { applied: true } }, applied, ['Current', '']],
    [
      'a bad one is named',
      { status: { applied: false, message: 'no such role' } },
      applied,
      ['Failed', 'applied is false: no such role'],
    ],
    [
      'a field may have any name',
      { metadata: { annotations: { 'a.io/asleep.now': 'on' } } },
      { fields: [{ path: ".metadata.annotations['a.io/asleep.now']", inProgress: ['on'] }] },
      ['InProgress', 'a.io/asleep.now is on'],
    ],
    [
      'a condition that the rule silences says nothing',
      { status: { conditions: [{ type: 'Ready', status: 'True' }] } },
      { conditions: { Ready: 'silent' } },
      ['Unknown', ''],
    ],
    [
      'one that is needed is bad when False',
      { status: { conditions: [{ type: 'Archiving', status: 'False', message: 'full' }] } },
      { conditions: { Archiving: 'needed' } },
      ['Failed', 'Archiving: full'],
    ],
    [
      'and no good news when True',
      { status: { conditions: [{ type: 'Archiving', status: 'True' }] } },
      { conditions: { Archiving: 'needed' } },
      ['Unknown', ''],
    ],
    [
      'a type of its own may be good news',
      { status: { conditions: [{ type: 'Blessed', status: 'True' }] } },
      { conditions: { Blessed: 'good' } },
      ['Current', ''],
    ],
  ])('%s', (...[, object, rule, expected]) => {
    const { health, reason } = healthOf(object, rule)
    expect([health, reason]).toEqual(expected)
  })
})
