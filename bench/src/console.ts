/**
 * A list of 50,000 rows in a headless browser that scrolls without a stop, with 1,000 changes a second for half a minute:
 * the console over the whole system, beside the list as one writes it first with React. Tasks over 50 ms, frames, memory,
 * and whether every change is there in the end. `ROWS`, `RATE`, `SECONDS`, `REPETITIONS`. The last line is JSON.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, constants, cpus, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startConstellation } from '@argus/constellation/constellation'
import { kubeconfigFor } from '@argus/fake-api-server/kubeconfig'
import { startFakeApiServer } from '@argus/fake-api-server/server'
import { chromiumMissing, startChromium } from '@argus/testkit/chromium'
import type { Page } from 'playwright-core'

import { openConsole } from './console/argus.ts'
import { bundle } from './console/bundle.ts'
import { waitsOf, type Waits } from './console/interactive.ts'
import { measure, type Measured } from './console/measure.ts'
import { Objects } from './console/objects.ts'
import { PlainServer } from './console/plain.ts'
import type { Subject } from './console/subject.ts'
import { judged } from './judged.ts'
import { median, spread } from './statistics.ts'

const repetitions = Number(process.env['REPETITIONS'] ?? 5)
const workload = {
  rows: Number(process.env['ROWS'] ?? 50_000),
  rate: Number(process.env['RATE'] ?? 1_000),
  seconds: Number(process.env['SECONDS'] ?? 30),
}
const machine = { node: process.version, cpu: cpus()[0]?.model, cores: availableParallelism() }

const missing = chromiumMissing()
const results = missing === undefined ? await run() : []
console.log(JSON.stringify({ bench: 'console', ...machine, workload, skipped: missing, results }))

async function run(): Promise<readonly object[]> {
  await using made = new AsyncDisposableStack()
  const chromium = await startChromium()
  made.defer(() => chromium.close())
  yieldToBrowser()
  const dir = await mkdtemp(join(tmpdir(), 'argus-bench-console-'))
  made.defer(() => rm(dir, { recursive: true, force: true }))
  const server = made.use(await startFakeApiServer({ name: 'many', historySize: 100_000 }))
  const objects = new Objects(server, workload.rows)
  const kubeconfig = join(dir, 'kubeconfig')
  await writeFile(kubeconfig, kubeconfigFor([server]), { mode: 0o600 })
  const argus = made.use(
    await startConstellation({
      dir,
      env: process.env,
      clusters: { type: 'kubeconfig', path: kubeconfig },
      anyPorts: true,
      durable: false,
      onNote: (line) => console.log(line),
    }),
  )
  const plain = made.use(await PlainServer.start(objects.steps))
  const meter = await bundle('meter.ts')

  const subjects: Readonly<Record<string, (page: Page) => Promise<Subject>>> = {
    Argus: (page) => openConsole(page, argus.consoleUrl),
    'plain React': (page) => plain.open(page),
  }
  const runs = new Map<string, Measured[]>(Object.keys(subjects).map((name) => [name, []]))
  const waits: Waits[] = []
  for (let turn = 0; turn < repetitions; turn += 1) {
    waits.push(await waitsOf(chromium, argus.consoleUrl))
    for (const [name, open] of Object.entries(subjects)) {
      const context = await chromium.newContext({ viewport: { width: 1440, height: 900 } })
      try {
        const page = await context.newPage()
        await page.addInitScript(meter)
        const measured = await measure(() => open(page), objects, workload)
        runs.get(name)?.push(measured)
        console.log(`${name}: ${JSON.stringify(measured)}`)
      } finally {
        await context.close()
      }
      await delay(1_000)
    }
  }
  return [...judgeWaits(waits), ...[...runs].flatMap(([name, all]) => judge(name, all))]
}

/**
 * A person's machine runs the browser alone, and a task is as long as the clock says: whatever else is measured here
 * gives way to it, this process and those that it starts from now on.
 */
function yieldToBrowser(): void {
  setPriority(constants.priority.PRIORITY_LOW)
}

function judgeWaits(waits: readonly Waits[]): readonly object[] {
  const login = waits.map(({ loginMs }) => loginMs)
  const overview = waits.map(({ overviewMs }) => overviewMs)
  console.log(
    `nothing kept by the browser: the log-in takes what is typed after ${spread(login, 0)} ms, the overview stands ${spread(overview, 0)} ms after it is sent`,
  )
  return [
    judged('console interactive ms', median(login), { most: 1_500 }),
    judged('console overview after log-in ms', median(overview)),
  ]
}

function judge(name: string, all: readonly Measured[]): readonly object[] {
  const of = (figure: keyof Measured): number[] => all.map((measured) => measured[figure])
  console.log(
    `${name}: whole after ${spread(of('loadedMs'), 0)} ms · longest task ${spread(of('longestMs'), 0)} ms` +
      ` · long tasks ${spread(of('longTasks'), 0)} · frames a second ${spread(of('framesMean'))}, in the worst second ${spread(of('framesLeast'), 0)}` +
      ` · heap ${spread(of('heapFirstMb'))} MB, grown by ${spread(of('heapGrownMb'))} · changes not shown ${spread(of('missed'), 0)}`,
  )
  const ours = name === 'Argus'
  const id = (figure: string): string => `console ${name} ${figure}`
  return [
    judged(id('longest task ms'), median(of('longestMs')), ours ? { most: 50 } : {}),
    judged(id('frames/s'), median(of('framesMean')), ours ? { least: 50 } : {}),
    judged(id('heap grown MB'), median(of('heapGrownMb')), ours ? { most: 5 } : {}),
    judged(id('changes not shown'), Math.max(...of('missed')), ours ? { most: 0 } : {}),
    judged(id('whole after ms'), median(of('loadedMs'))),
  ]
}
