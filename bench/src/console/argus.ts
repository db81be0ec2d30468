import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { z } from 'zod'

import { LIST_PATH } from './objects.ts'
import type { Subject } from './subject.ts'

const exportSchema = z.object({
  rows: z.array(z.looseObject({ Name: z.string(), Step: z.number() })),
})

/** Logs in to the console and opens the list; as the development mode has it. */
export async function openConsole(page: Page, url: string): Promise<Subject> {
  await page.goto(url + LIST_PATH)
  await page.getByLabel('E-mail').fill('admin@argus.local')
  await page.getByLabel('Password', { exact: true }).fill('admin')
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('grid').waitFor()
  return {
    page,
    scrolled: '[role=grid]',
    tell: () => {},
    async steps() {
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Export' }).click()
      await page.getByRole('menuitem', { name: 'JSON' }).click()
      const text = await readFile(await (await download).path(), 'utf8')
      const { rows } = exportSchema.parse(JSON.parse(text))
      return new Map(rows.map((row) => [row.Name, row.Step]))
    },
  }
}
