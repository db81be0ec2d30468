import { expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'

import { agentOf } from '../../src/agent.ts'
import { browserSuite } from '../../src/browser-suite.ts'
import { keepPicture, rowOf } from '../../src/console-page.ts'
import { objectOf, SERVICE_MONITORS } from '../../src/kind.ts'
import type { World } from '../../src/world.ts'

const NAME = 'plant'
const SOON_MS = 30_000

/** An administrator adds a cluster by an agent, sees it as any other, revokes the agent, lets it in again, and removes it. */
export function addAgent(world: () => World): void {
  browserSuite('an administrator of a cluster that nobody can reach', world, ({ openAs }) => {
    it('gives its agent a token, sees it come, revokes it, gives it another, and removes it', async () => {
      const { oslo } = world().fleet
      const metadata = { name: 'by-agent', namespace: NAME }
      oslo.store.apply(objectOf(SERVICE_MONITORS, metadata, { step: 1 }))
      await using agent = await agentOf(oslo, world())
      await using console = await openAs('/clusters/new?by=agent')
      const { page } = console
      await page.getByLabel('Name in Argus').fill(NAME)
      await page.getByRole('button', { name: 'Add the cluster' }).click()
      await page.getByText('Waiting for the agent…').waitFor()
      await keepPicture(page, 'agent-awaited')
      await agent.start(await shownToken(page))
      await page.getByText('Connected, version').waitFor({ timeout: SOON_MS })
      await keepPicture(page, 'agent-connected')

      await page.getByRole('link', { name: 'Open the cluster' }).click()
      await page.getByText('Connected for').waitFor()
      const kind = page.getByRole('row', { name: /^ServiceMonitor/u })
      await kind.getByText('Live').waitFor({ timeout: SOON_MS })
      await keepPicture(page, 'agent-cluster')

      await page.getByRole('button', { name: 'Revoke the agent' }).click()
      const asked = page.getByRole('dialog', { name: `Revoke the agent of ${NAME}` })
      await asked.getByRole('button', { name: 'Revoke the agent' }).click()
      await page.getByText('Not connected').waitFor({ timeout: SOON_MS })
      await kind.getByText('Unreachable').waitFor({ timeout: SOON_MS })
      await kind.getByText('Look at the Pod of argus-agent').waitFor({ timeout: SOON_MS })
      await keepPicture(page, 'agent-revoked')

      await page.getByRole('button', { name: 'New registration token' }).click()
      await page.getByRole('button', { name: 'Make the token' }).click()
      const token = await shownToken(page)
      await page.getByRole('button', { name: 'I have it' }).click()
      await agent.start(token)
      await page.getByText('Connected for').waitFor({ timeout: SOON_MS })
      await kind.getByText('Live').waitFor({ timeout: SOON_MS })
      await kind.getByRole('link', { name: 'ServiceMonitor' }).click()
      await rowOf(page, metadata.name).waitFor()

      await page.goto(`${world().argus.consoleUrl}/clusters/${NAME}`)
      await page.getByRole('button', { name: 'Remove the cluster' }).click()
      await page.getByLabel(`Type ${NAME} to remove it`).fill(NAME)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Clusters' }).waitFor()
      const line = page.getByRole('row', { name: new RegExp(`^${NAME}`, 'u') })
      await line.waitFor({ state: 'detached', timeout: SOON_MS })
      expect(console.errors.join('\n')).toBe('')
    })
  })
}

async function shownToken(page: Page): Promise<string> {
  const command = await page.getByLabel('the command').innerText()
  const [token] = /argus_agent_[\w-]+/u.exec(command) ?? []
  if (token === undefined) throw new Error(`there is no token in ${command}`)
  return token
}
