import { join } from 'node:path'

import { z } from 'zod'

import { objectsIn } from './chart.ts'
import { programPath } from './programs.ts'
import { runProgram } from './run-program.ts'
import { schemaFolder } from './schemas.ts'

/** What kubeconform found: how many objects fit, and what is wrong with the others. */
export interface Verdict {
  readonly valid: number
  readonly faults: readonly string[]
}

const report = z.object({
  resources: z.array(z.object({ kind: z.string(), name: z.string(), msg: z.string() })),
  summary: z.object({ valid: z.number() }),
})

/** Whether each object of a text is one of a release of Kubernetes: no field unknown, none of another type. */
export async function conform(text: string, release: string): Promise<Verdict> {
  const folder = schemaFolder()
  const named = '{{.ResourceKind}}{{.KindSuffix}}.json'
  const args = [
    ['-strict', '-output', 'json', '-summary', '-kubernetes-version', release],
    ['-schema-location', join(folder, '{{.NormalizedKubernetesVersion}}', named)],
    ['-schema-location', join(folder, 'custom', named)],
  ].flat()
  const { stdout, stderr } = await runProgram(programPath('kubeconform'), args, { input: text })
  if (stdout === '') throw new Error(`kubeconform said nothing but: ${stderr}`)
  const { resources, summary } = report.parse(JSON.parse(stdout))
  const faults = resources.map(({ kind, name, msg }) => `${kind} ${name}: ${msg}`)
  // It is content with whatever it was not given: what it looked at is counted.
  const there = objectsIn(text).length
  const missed = there - summary.valid - faults.length
  return {
    valid: summary.valid,
    faults: missed === 0 ? faults : [...faults, `${missed} of ${there} objects were not looked at`],
  }
}
