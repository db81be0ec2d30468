import { readFile } from 'node:fs/promises'
import { inRepository } from '@argus/constellation/repository'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { z } from 'zod'

import { metricsOf } from '../../src/promql.ts'
import type { World } from '../../src/world.ts'

const alertsSchema = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
})
const dashboardSchema = z.object({
  panels: z.array(
    z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).default([]) }),
  ),
})

/** What an operator is shown and woken by is about what the services count. */
export function monitoring(world: () => World): void {
  describe('what is read at /metrics', () => {
    let told: ReadonlySet<string>
    beforeAll(async () => {
      const { authInternalUrl, watcherUrls, socketUrls } = world().argus
      const gateways = socketUrls.map((url) => new URL('/', url.replace(/^ws/, 'http')).href)
      const urls = [authInternalUrl, ...watcherUrls, ...gateways]
      told = new Set((await Promise.all(urls.map(metricsAt))).flat())
    })

    it('has everything that an alert is about', async () => {
      const { groups } = alertsSchema.parse(parse(await shipped('alerts.yaml')))
      const rules = groups.flatMap((group) => group.rules)
      expect(rules.length).toBeGreaterThan(15)
      expect(unknown(rules.map(({ alert, expr }) => ({ name: alert, expr })))).toEqual([])
    })

    it('has everything that the dashboard draws', async () => {
      const { panels } = dashboardSchema.parse(JSON.parse(await shipped('dashboard.json')))
      const drawn = panels.flatMap(({ title, targets }) =>
        targets.map(({ expr }) => ({ name: title, expr: expr.replaceAll('$namespace', 'argus') })),
      )
      expect(drawn.length).toBeGreaterThan(25)
      expect(unknown(drawn)).toEqual([])
    })

    const unknown = (uses: readonly { readonly name: string; readonly expr: string }[]) =>
      uses.flatMap(({ name, expr }) => {
        const metrics = metricsOf(expr)
        if (metrics.length === 0) return [`${name}: of no metric`]
        return metrics.filter((metric) => !told.has(metric)).map((metric) => `${name}: ${metric}`)
      })
  })
}

const shipped = (file: string): Promise<string> =>
  readFile(inRepository(`charts/argus/monitoring/${file}`), 'utf8')

/** The names of the series at an address; a metric with labels that nothing has counted yet is there by its type alone. */
async function metricsAt(url: string): Promise<readonly string[]> {
  const text = await (await fetch(new URL('/metrics', url))).text()
  return [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  )
}
