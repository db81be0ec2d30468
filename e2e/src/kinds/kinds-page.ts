import type { KindReport } from './compare-kind.ts'

/** The page of all kinds, as Markdown. */
export function kindsPage(reports: readonly KindReport[]): string {
  const total = (count: (report: KindReport) => number) =>
    reports.reduce((sum, report) => sum + count(report), 0)
  const same = reports.filter(({ differences }) => differences.length === 0).length
  const lines = reports
    .toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)))
    .map(
      (report) =>
        `| ${[
          nameOf(report),
          report.version,
          report.plugin ?? '',
          report.objects,
          `${report.columns} ${report.differences.length === 0 ? 'equal' : '**differ**'}`,
          ...HEALTH.map((health) => report.health[health] || ''),
        ].join(' | ')} |`,
    )
  return `${HEAD}
${same} of ${reports.length} kinds have the columns and cells that the API server prints, over
${total(({ objects }) => objects)} objects.

| Kind | Version | Plugin | Objects | Columns | ${HEALTH.join(' | ')} |
| --- | --- | --- | --: | --- | ${HEALTH.map(() => '--:').join(' | ')} |
${lines.join('\n')}
`
}

const HEALTH = ['Current', 'InProgress', 'Failed', 'Terminating', 'Unknown'] as const

const HEAD = `<!-- Written by \`make report-kinds\`. -->

# What is shown of real kinds

\`make report-kinds\` starts a real API server, applies the definitions of eleven public projects and their sample objects,
follows every kind with the informer and the projection of a watcher, and compares each cell of each row with the table
that the API server itself answers, which is what \`kubectl get\` prints. It fails where one differs.

Nothing runs in that cluster, so most samples have no status: their health is Unknown, for nothing is known. What is
Current has a condition, or a word in a field that the rule of its plugin knows, to say so. A kind without a plugin is
followed when somebody asks for it, and judged by its conditions alone.
`

function nameOf({ resource }: KindReport): string {
  const dot = resource.indexOf('.')
  return `${resource.slice(dot + 1)} ${resource.slice(0, dot)}`
}
