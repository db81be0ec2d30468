/**
 * `make container-test`: Argus in containers, for real. Builds the images, starts everything, crashes each container, lets one
 * meet its memory limit, restarts the engine where `ARGUS_ENGINE_RESTART` says by which command; after each, a smoke must
 * pass again. Ends with 0 where all of it held.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { crash, starve } from './containers/faults.ts'
import { firstLogin } from './containers/first-login.ts'
import { servedAsWritten } from './containers/headers.ts'
import { heals } from './containers/heal.ts'
import { openStack, type Stack } from './containers/stack.ts'
import { Report } from './smoke/report.ts'

const CRASHED = ['gateway', 'watcher', 'auth', 'redis', 'postgres', 'web', 'simulation']
const HEALED_WITHIN_MS = 90_000

process.exit(await containerTest(process.env['ARGUS_ENGINE_RESTART'] ?? ''))

/** A step, and what it saw. */
type Step = readonly [name: string, take: () => Promise<string>]

async function containerTest(engineRestart: string): Promise<number> {
  const report = new Report((line) => console.log(line))
  await using stack = await openStack()
  let whole: true | undefined = true
  for (const [name, take] of stepsOf(stack, engineRestart)) {
    // What did not heal once says nothing of what comes after it.
    if (whole === undefined) report.leave(name, 'not tried: the step before it failed')
    else whole = await report.step(name, async () => ({ seen: await take(), found: true as const }))
  }
  if (engineRestart === '')
    report.leave('engine', 'not tried: ARGUS_ENGINE_RESTART names no command')
  return report.end('Containers')
}

function stepsOf(stack: Stack, engineRestart: string): readonly Step[] {
  const healed = (): Promise<string> => heals(stack, HEALED_WITHIN_MS)
  const restarted: Step = [
    'engine',
    async () => {
      await promisify(execFile)('/bin/sh', ['-c', engineRestart])
      return `came back; ${await healed()}`
    },
  ]
  return [
    ['images', () => stack.build()],
    [
      'up',
      async () => {
        await stack.up('development')
        return `everything is healthy; ${await healed()}`
      },
    ],
    ['headers', () => servedAsWritten(stack.consoleUrl)],
    ...CRASHED.map((service): Step => [
      `kill ${service}`,
      async () => `${await crash(stack, service)}; ${await healed()}`,
    ]),
    ['memory limit', async () => `gateway ${await starve(stack, 'gateway')}; ${await healed()}`],
    ...(engineRestart === '' ? [] : [restarted]),
    [
      'production',
      async () => {
        await stack.down()
        await stack.up('production')
        return firstLogin(stack)
      },
    ],
  ]
}
