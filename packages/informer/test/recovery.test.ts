import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readFile } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { FAULTS } from './comparison/faults.ts'
import { argus } from './comparison/subject.ts'
import { type Fault, type Verdict, tryFault } from './comparison/trial.ts'
import { type Bench, startBench } from './conformance/bench.ts'
import { fakeServer } from './conformance/servers.ts'

const QUICK = FAULTS.filter((fault) => !fault.slow && !fault.many)

describe('with the waits as they are', () => {
  let bench: Bench | undefined
  const verdicts = new Map<Fault, Promise<Verdict>>()
  /** What a busy machine keeps from this process is no wait of the informer. */
  const stalls = monitorEventLoopDelay({ resolution: 10 })
  beforeAll(async () => {
    stalls.enable()
    bench = await startBench(await fakeServer({}), 'h2')
    const options = { bench, subjects: argus, quietMs: 0 }
    // All at once, each on a resource of its own: they mostly wait.
    for (const fault of QUICK) verdicts.set(fault, tryFault(fault, options))
    await Promise.all(verdicts.values())
    stalls.disable()
  }, 120_000)
  afterAll(async () => {
    await bench?.[Symbol.asyncDispose]()
  })

  it.each(QUICK.map((fault) => [`${fault.id} ${fault.title}`, fault] as const))(
    '%s: it is in step again',
    async (_, fault) => {
      const verdict = await verdicts.get(fault)
      expect(verdict).toMatchObject({ ok: true })
      const { withinMs = Infinity } = fault
      expect(verdict?.recoveredMs ?? 0).toBeLessThanOrEqual(withinMs + stalls.max / 1e6)
    },
  )
})

it('each fault that is compared has its line in docs/informer.md', async () => {
  const page = await readFile(new URL('../../../docs/informer.md', import.meta.url), 'utf8')
  for (const { id, title } of FAULTS) expect(page).toContain(`| ${id} | ${title} |`)
})
