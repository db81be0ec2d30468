import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { z } from 'zod'

import { CHART, read } from '../src/chart.ts'
import { programPath } from '../src/programs.ts'
import { runProgram, type Outcome } from '../src/run-program.ts'
import { suiteWith } from './suite.ts'

const FOLDER = join(CHART, 'monitoring')
const alerts = z
  .object({ groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string() })) })) })
  .parse(parse(read(FOLDER, 'alerts.yaml')))
  .groups.flatMap(({ rules }) => rules.map(({ alert }) => alert))

suiteWith(['promtool'], 'the alerts', () => {
  it('are rules that Prometheus takes, without a fault of style', async () => {
    const { code, stdout, stderr } = await promtool(FOLDER, 'check', 'rules', 'alerts.yaml')
    expect([code, stdout + stderr]).toEqual([
      0,
      expect.stringContaining(`${alerts.length} rules found`),
    ])
  })

  it('fire on what they are about, and are silent beside it', async () => {
    const { code, stdout, stderr } = await promtool(FOLDER, 'test', 'rules', 'alerts.test.yaml')
    expect([code, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')])
  })

  it.each(alerts)('%s fires in a test, which fails without it', async (alert) => {
    const folder = await mkdtemp(join(tmpdir(), 'argus-alerts-'))
    try {
      await cp(FOLDER, folder, { recursive: true })
      const text = read(FOLDER, 'alerts.yaml')
      await writeFile(
        join(folder, 'alerts.yaml'),
        text.replace(`alert: ${alert}\n`, 'alert: Gone\n'),
      )
      const { code } = await promtool(folder, 'test', 'rules', 'alerts.test.yaml')
      expect(code).not.toBe(0)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

function promtool(folder: string, ...args: readonly string[]): Promise<Outcome> {
  return runProgram(programPath('promtool'), args, { folder })
}
