/**
 * The agent as the program that it is, with what the conformance suite of the informer has otherwise: short waits, and
 * objects that cannot be projected. The file that says so is read again for each resource that is to be followed.
 */
import { readFileSync } from 'node:fs'

import { SHORT } from '@argus/informer/conformance/follower'
import { poisoned, type WayOrders } from '@argus/informer/conformance/way'
import { runService } from '@argus/service-kit/lifecycle'

import { readConfig } from '../src/config.ts'
import { agentLogger } from '../src/logger.ts'
import { startAgent } from '../src/service.ts'

const orders = (): WayOrders => JSON.parse(readFileSync(process.env['ORDERS_FILE'] ?? '', 'utf8'))

await runService(
  () =>
    startAgent(readConfig(process.env), {
      // A line that is cut again and again is dialled within a second all the same.
      random: () => Math.random() / 15,
      api: orders().options,
      adjust({ resource }, project) {
        const { timing = SHORT, poison } = orders().followings[resource] ?? {}
        return { timing, project: poisoned(project, poison) }
      },
    }),
  agentLogger(),
)
