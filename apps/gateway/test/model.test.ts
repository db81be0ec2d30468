import { expect, it } from '@jest/globals'

import { tryPlans } from './model/try-plans.ts'
import { describeWithRedis } from './rig/rig.ts'

/** Another number tries other schedules; a failure names the number, and the path to its schedule. */
const seed = Number(process.env['ARGUS_MODEL_SEED'] ?? 20_260_101)
const path = process.env['ARGUS_MODEL_PATH']
const schedules = 100

describeWithRedis('clients of two gateways', () => {
  it('G-13 G-14 G-15 G-16 G-18 in any schedule of edits, rights, subscriptions and faults, are told what they may know, and in the end all of it', async () => {
    const { failures, told } = await tryPlans({ seed, schedules, lanes: 4, path })
    expect(failures.join('\n\n')).toBe('')
    if (path !== undefined) return
    // A run that got nowhere would find nothing.
    for (const what of [
      'snapshot',
      'events',
      'counts',
      'moved',
      'resumed',
      'view_added',
      'ended',
      'patch',
    ])
      expect(told.get(what)).toBeGreaterThan(0)
  }, 600_000)
})
