import { expect, it } from '@jest/globals'

import { browserSuite } from '../../src/browser-suite.ts'
import { keepPicture } from '../../src/console-page.ts'
import type { World } from '../../src/world.ts'

const NAME = 'pasted'
const SOON_MS = 30_000

/** An administrator adds a cluster in the console, sees it live, and removes it. */
export function addCluster(world: () => World): void {
  browserSuite('an administrator with a kubeconfig', world, ({ openAs }) => {
    it('pastes it, removes the field that is refused, adds the cluster, sees it live, and removes it', async () => {
      await using console = await openAs('/clusters')
      const { page } = console
      await page.getByRole('link', { name: 'Add a cluster' }).click()
      const pasted = kubeconfigOf(world().fleet.oslo)
      await page.getByRole('textbox', { name: 'Kubeconfig' }).fill(pasted)
      await page.getByText('users[0].user.exec').waitFor()
      await keepPicture(page, 'cluster-refused')
      await page.getByRole('button', { name: 'Remove the refused field' }).click()
      await page.getByRole('button', { name: 'Check the connection' }).click()
      await page.getByText('The connection works').waitFor()
      await keepPicture(page, 'cluster-checked')
      await page.getByRole('button', { name: 'Add the cluster' }).click()
      await page.getByRole('heading', { name: NAME }).waitFor()
      const state = page.getByRole('main').getByText('Live').first()
      await state.waitFor({ timeout: SOON_MS })
      await page
        .getByRole('row', { name: /^ServiceMonitor/u })
        .getByText('Live')
        .waitFor()
      await keepPicture(page, 'cluster-live')

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

interface Reached {
  readonly url: string
  readonly caData: string
  readonly token: string
}

/** As people have them: with a program that gets a token, beside one that is there already. */
function kubeconfigOf({ url, caData, token }: Reached): string {
  return `apiVersion: v1
kind: Config
current-context: ${NAME}
clusters:
- name: it
  cluster:
    server: ${url}
    certificate-authority-data: ${Buffer.from(caData).toString('base64')}
contexts:
- name: ${NAME}
  context: { cluster: it, user: me }
users:
- name: me
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: get-a-token
    token: ${token}
`
}
