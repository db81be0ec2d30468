import { describe, expect, it } from '@jest/globals'

import { pluginManifestSchema } from '../src/plugin-manifest.ts'
import { bucketingSchema } from '../src/plugin-summary.ts'

const WIDGETS = { group: 'example.org', resource: 'widgets' }
const MANIFEST = {
  id: 'widgets',
  name: 'Widgets',
  description: '',
  docs: 'https://example.org/widgets',
  resources: [{ ...WIDGETS, kind: 'Widget', namespaced: true }],
}
const chartOf = (of: object) => ({ title: 'By kind', of: [of], rows: { by: 'kind' } })

describe('the summary of a plugin', () => {
  it('may be left out', () => {
    expect(pluginManifestSchema.parse(MANIFEST)).toEqual(MANIFEST)
  })

  it('speaks of kinds of its own plugin', () => {
    const summary = { charts: [chartOf(WIDGETS)] }
    expect(pluginManifestSchema.parse({ ...MANIFEST, summary })).toMatchObject({ summary })
    const others = { group: 'example.org', resource: 'boxes' }
    const charts = pluginManifestSchema.safeParse({
      ...MANIFEST,
      summary: { charts: [chartOf(WIDGETS), chartOf(others)] },
    })
    expect(charts.error?.issues).toMatchObject([
      {
        path: ['summary', 'charts', 1, 'of', 0],
        message: 'boxes.example.org is no resource of this plugin',
      },
    ])
    const attention = { title: 'Bad', hint: 'bad ones', of: others, where: { health: ['Failed'] } }
    const listed = pluginManifestSchema.safeParse({ ...MANIFEST, summary: { attention } })
    expect(listed.error?.issues).toMatchObject([{ path: ['summary', 'attention', 'of'] }])
  })

  it('counts days upwards', () => {
    const days = (...below: readonly number[]) =>
      bucketingSchema.safeParse({
        by: 'days-left',
        column: 'Expires',
        steps: below.map((one) => ({ below: one })),
      }).success
    expect([days(7, 14), days(14, 7), days(7, 7), days()]).toEqual([true, false, false, false])
  })
})
