import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { z } from 'zod'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

const report = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      nodes: z.array(z.object({ html: z.string(), failureSummary: z.string() })),
    }),
  ),
})

/** Those that look at colours alone. */
const COLOUR_RULES = axe
  .getRules(RULES)
  .filter(({ tags }) => tags.includes('cat.color'))
  .map(({ ruleId }) => ruleId)

/** What a page breaks, a line each: the rule, why, and where. */
export async function violations(
  page: Page,
  { colours = false }: { readonly colours?: boolean } = {},
): Promise<readonly string[]> {
  // It stays there until the page is loaded anew.
  const there = await page.evaluate(() => 'axe' in globalThis)
  if (!there) await page.evaluate(axe.source)
  const runOnly = colours ? { type: 'rule', values: COLOUR_RULES } : { type: 'tag', values: RULES }
  const options = JSON.stringify({ runOnly, resultTypes: ['violations'] })
  const answer: unknown = await page.evaluate(`axe.run(${options})`)
  return report
    .parse(answer)
    .violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${failureSummary} ${html.slice(0, 160)}`),
    )
}
