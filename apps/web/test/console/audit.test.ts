import { readFile } from 'node:fs/promises'

import { auditEntrySchema } from '@argus/contracts/http/audit-log'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { chromiumMissing } from '@argus/testkit/chromium'
import { setUp } from './roles-scene.ts'
import { Stage } from './stage.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip

suite(`the audit log${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.set()
    setUp(stage.argus)
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('is read newest first, and older entries come below', async () => {
    const { page, complaints } = await stage.openLoggedIn('/admin/audit')
    await page.getByRole('button', { name: '27 Nov' }).first().waitFor()
    expect(await page.getByRole('button', { name: '27 Nov' }).count()).toBe(50)
    await page.getByRole('button', { name: 'Older' }).click()
    await page.getByRole('button', { name: 'Older' }).waitFor({ state: 'detached' })
    expect(await page.getByRole('button', { name: '27 Nov' }).count()).toBe(60)
    expect(stage.argus.audit.asked.at(-1)).toBe('before=11')
    expect(complaints).toEqual([])
  })

  it('keeps its filters in the address, and says which do not exist', async () => {
    const { page } = await stage.openLoggedIn('/admin/audit?action=role.*&outcome=good')
    await page.getByText('The link asked for outcome=good, which does not exist.').waitFor()
    await page.getByRole('button', { name: '27 Nov' }).first().waitFor()
    expect(await page.getByText('login.ok').count()).toBe(0)
    await page.getByLabel('Outcome').selectOption('refused')
    await page.waitForURL(/action=role\.\*&outcome=refused$/u)
    await page.getByLabel('Who').fill('nobody@example.com')
    await page.keyboard.press('Enter')
    await page.getByText('Nothing that these filters leave has happened.').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByText('login.ok').first().waitFor()
    expect(new URL(page.url()).search).toBe('')
  })

  it('opens what else is known of an entry, and finds what belongs to it', async () => {
    const { page } = await stage.openLoggedIn('/admin/audit')
    const line = page.getByRole('button', { name: '27 Nov' }).first()
    await line.focus()
    await page.keyboard.press('Enter')
    expect(await line.getAttribute('aria-expanded')).toBe('true')
    await page.getByText('"name": "payments-developer"').waitFor()
    await page.getByRole('button', { name: 'Only this request' }).click()
    await page.waitForURL(/request=7f3c0000-0000-4000-8000-000000000060$/u)
    await page.getByText('login.ok').first().waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '27 Nov' }).waitFor()
  })

  it('is saved as JSON lines, as far as the filters leave it', async () => {
    const { page } = await stage.openLoggedIn('/admin/audit?action=role.changed')
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export as JSON lines' }).click()
    const file = await saved
    expect(file.suggestedFilename()).toBe('argus-audit-log.jsonl')
    const text = await readFile(await file.path(), 'utf8')
    const entries = text
      .trimEnd()
      .split('\n')
      .map((line) => auditEntrySchema.parse(JSON.parse(line)))
    expect(entries).toHaveLength(20)
  })
})
