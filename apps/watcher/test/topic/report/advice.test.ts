import type { WatchObject } from '@argus/contracts/internal-topic'
import { topicState } from '@argus/contracts/topic-status'
import { describe, expect, test } from '@jest/globals'

import { SECRETS_CLOSED } from '@argus/projection/secrecy'
import { adviceOn } from '../../../src/topic/report/advice.ts'

const watch = (state: WatchObject['state']): WatchObject => ({
  group: 'example.org',
  resource: 'things',
  kind: 'Thing',
  state,
  since: 1,
  objects: 0,
  relists: 0,
})

describe('the advice on a resource', () => {
  test('is a whole sentence for every state but the one that is wanted', () => {
    for (const state of topicState.options)
      for (const source of ['registry', 'agent'] as const) {
        const advice = adviceOn(watch(state), source)
        if (state === 'live') expect(advice).toBeUndefined()
        else expect(advice).toMatch(/^[A-Z].*\.$/)
      }
  })

  test('names what is missing where somebody can give it', () => {
    expect(adviceOn(watch('forbidden'), 'registry')).toContain(
      'get, list and watch things.example.org',
    )
    expect(adviceOn(watch('absent'), 'registry')).toContain('things.example.org')
  })

  test('sends to the agent where nothing else leads to the cluster', () => {
    expect(adviceOn(watch('unreachable'), 'agent')).toContain('argus-agent')
    expect(adviceOn(watch('unreachable'), 'registry')).not.toContain('agent')
    expect(adviceOn(watch('forbidden'), 'agent')).toContain('the account that the agent has')
  })

  test('does not send anybody to the cluster for what Argus itself does not ask for', () => {
    const advice = adviceOn({ ...watch('forbidden'), reason: SECRETS_CLOSED }, 'registry')
    expect(advice).toContain('the operator of Argus')
  })
})
