/** Writes the README of each chart from its values and its template. */
import { AGENT_CHART, CHART } from './chart.ts'
import { writeReadme } from './readme.ts'

for (const chart of [CHART, AGENT_CHART]) await writeReadme(chart)
