import { afterAll, beforeAll, describe, jest } from '@jest/globals'

import { startWorld, type World } from '../src/world.ts'
import { addAgent } from './journeys/add-agent.ts'
import { addCluster } from './journeys/add-cluster.ts'
import { apiKey } from './journeys/api-key.ts'
import { awayForAMinute } from './journeys/away.ts'
import { badInput } from './journeys/bad-input.ts'
import { browser } from './journeys/browser.ts'
import { databaseOutage } from './journeys/database-outage.ts'
import { grants } from './journeys/grants.ts'
import { latency } from './journeys/latency.ts'
import { logout } from './journeys/logout.ts'
import { monitoring } from './journeys/monitoring.ts'
import { outages } from './journeys/outages.ts'
import { pageLosses } from './journeys/page-losses.ts'
import { pageOnClusters } from './journeys/page-on-clusters.ts'
import { people } from './journeys/people.ts'
import { reach } from './journeys/reach.ts'
import { reads } from './journeys/reads.ts'
import { registry } from './journeys/registry.ts'
import { revocation } from './journeys/revocation.ts'
import { scope } from './journeys/scope.ts'
import { smokeOf } from './journeys/smoke.ts'
import { waysIn } from './journeys/ways-in.ts'

jest.setTimeout(90_000)

/** One system for all journeys: the gentle ones first, then those that break something. */
describe('Argus as a whole', () => {
  let world: World | undefined
  const here = (): World => {
    if (world === undefined) throw new Error('the system did not start')
    return world
  }

  beforeAll(async () => {
    world = await startWorld()
  }, 180_000)
  afterAll(async () => {
    await world?.[Symbol.asyncDispose]()
  })

  reach(here)
  reads(here)
  smokeOf(here)
  const comeBack = awayForAMinute(here)
  const replayLate = logout(here)
  const closeLate = revocation(here)
  latency(here)
  scope(here)
  apiKey(here)
  grants(here)
  badInput(here)
  registry(here)
  monitoring(here)
  browser(here)
  waysIn(here)
  pageOnClusters(here)
  addCluster(here)
  addAgent(here)
  people(here)
  replayLate()
  comeBack()
  closeLate()
  pageLosses(here)
  outages(here)
  databaseOutage(here)
})
