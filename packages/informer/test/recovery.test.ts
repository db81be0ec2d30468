import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readFile } from 'node:fs/promises'
import { FAULTS } from './comparison/faults.ts'
import { type StolenTime, watchStolenTime } from '@argus/testkit/stolen-time'
import { argus } from './comparison/subject.ts'
import { type Fault, type Verdict, tryFault } from './comparison/trial.ts'
import { type Bench, startBench } from './conformance/bench.ts'
import { fakeServer } from './conformance/servers.ts'

const QUICK = FAULTS.filter((fault) => !fault.slow && !fault.many)

describe('with the waits as they are', () => {
  let bench: Bench | undefined
  const verdicts = new Map<Fault, Promise<Verdict>>()
  /** What a busy machine keeps from this process is no wait of the informer. */
  let stolen: StolenTime | undefined
  beforeAll(async () => {
    stolen = watchStolenTime()
    bench = await startBench(await fakeServer({}), 'h2')
    const options = { bench, subjects: argus, quietMs: 0 }
    // All at once, each on a resource of its own: they mostly wait.
    for (const fault of QUICK) verdicts.set(fault, tryFault(fault, options))
    await Promise.all(verdicts.values())
  }, 120_000)
  afterAll(async () => {
    stolen?.[Symbol.dispose]()
    await bench?.[Symbol.asyncDispose]()
  })

  it.each(QUICK.map((fault) => [`${fault.id} ${fault.title}`, fault] as const))(
    '%s: it is in step again',
    async (_, fault) => {
      const verdict = await verdicts.get(fault)
      expect(verdict).toMatchObject({ ok: true })
      const { withinMs = Infinity } = fault
      const { recoveredMs = 0 } = verdict ?? {}
      expect(recoveredMs).toBeLessThanOrEqual(withinMs + (stolen?.mostWithin(recoveredMs) ?? 0))
    },
  )
})

it('each fault that is compared has its line in docs/informer.md', async () => {
  const page = await readFile(new URL('../../../docs/informer.md', import.meta.url), 'utf8')
  for (const { id, title } of FAULTS) expect(page).toContain(`| ${id} | ${title} |`)
})
