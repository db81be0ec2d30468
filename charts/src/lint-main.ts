/**
 * Looks at the charts as those do who install it: `helm lint --strict`, the objects that each `ci/*-values.yaml` makes against
 * the schemas of each release of Kubernetes, and whether the README is what the values make. Ends with 1 where
 * anything is wrong.
 */
import { basename } from 'node:path'

import { AGENT_CHART, CHART, lint, renderText, valuesOf } from './chart.ts'
import { conform } from './conform.ts'
import { readmeIsCurrent } from './readme.ts'
import { RELEASES } from './schemas.ts'

const faults: string[] = []
for (const chart of [CHART, AGENT_CHART]) {
  const called = `charts/${basename(chart)}`
  for (const values of valuesOf(chart)) {
    const name = `${called}, ${basename(values)}`
    const { code, stdout, stderr } = await lint({ chart, values: [values] })
    if (code !== 0) {
      faults.push(`${name}: ${stdout}${stderr}`)
      continue
    }
    const text = await renderText({ chart, values: [values] })
    const verdicts = await Promise.all(RELEASES.map((release) => conform(text, release)))
    for (const [index, verdict] of verdicts.entries())
      for (const fault of verdict.faults) faults.push(`${name}, ${RELEASES[index]}: ${fault}`)
    console.log(`${name}: ${verdicts[0]?.valid ?? 0} objects fit Kubernetes ${RELEASES.join(', ')}`)
  }
  if (!(await readmeIsCurrent(chart)))
    faults.push(`${called}/README.md is not what values.yaml makes. Run: make helm-docs`)
}
for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1
