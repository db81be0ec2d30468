import { afterAll, beforeAll, describe, jest } from '@jest/globals'

import { buildProgram, type Program } from '../src/cli/program.ts'
import { startWorld, type World } from '../src/world.ts'
import { browserLogins } from './cli/browser-logins.ts'
import { besideKubectl } from './cli/beside-kubectl.ts'
import { flags } from './cli/flags.ts'
import { clusters } from './cli/clusters.ts'
import { reading } from './cli/reading.ts'
import { watching } from './cli/watching.ts'
import { sessions } from './cli/sessions.ts'

jest.setTimeout(90_000)

/** The terminal over a whole system, in a terminal and in a pipe. */
describe('argus', () => {
  const made = new AsyncDisposableStack()
  let world: World | undefined
  let program: Program | undefined
  const here = (): World => {
    if (world === undefined) throw new Error('the system did not start')
    return world
  }
  const built = (): Program => {
    if (program === undefined) throw new Error('argus was not built')
    return program
  }

  beforeAll(async () => {
    program = made.use(await buildProgram())
    world = made.use(await startWorld())
  }, 180_000)
  afterAll(() => made.disposeAsync())

  flags(built)
  sessions(here, built)
  browserLogins(here, built)
  reading(here, built)
  watching(here, built)
  clusters(here, built)
  besideKubectl(here, built)
})
