import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { chromiumMissing } from '@argus/testkit/chromium'
import type { BrowserContextOptions, Page } from 'playwright-core'

import { ADMINISTRATOR, fleet, PLUGINS } from '../fleet.ts'
import { ALL } from '../hostile.ts'
import { agentClusterAnswer, AWAY, clusterAnswer, connected } from '../small-clusters.ts'
import { prove } from './prove.ts'
import { sideways } from './sideways.ts'
import { Stage } from './stage.ts'
import { traces } from './traces.ts'
import { violations } from './violations.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip

const SEEN: readonly (readonly [string, BrowserContextOptions])[] = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['on a telephone', { viewport: { width: 390, height: 844 } }],
]

suite(`clusters by an agent${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.set()
    stage.argus.plugins = PLUGINS
  })
  beforeEach(() => {
    const { argus } = stage
    const { clusters } = argus
    argus.topics.splice(0, argus.topics.length, ...fleet(Date.now(), ['eu-1', 'plant']))
    argus.grants = [ADMINISTRATOR]
    Object.assign(clusters, { proofOld: false })
    clusters.tokens.length = 0
    clusters.revoked.length = 0
    clusters.diagnosis = { type: 'ok', version: 'v1.34.2', findings: [] }
    clusters.clusters = [
      clusterAnswer('eu-1'),
      agentClusterAnswer('plant', { name: 'Plant, Turin', agent: connected() }),
    ]
    clusters.changed = ({ type, id }) => {
      if (type === 'added') argus.topics.push(...fleet(Date.now(), [id]))
    }
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('W-15 are added with a command that holds a token once, and told of when the agent is there', async () => {
    const { clusters } = stage.argus
    const { page, complaints } = await stage.openLoggedIn('/clusters')
    await page.getByRole('link', { name: 'Add a cluster' }).click()
    await page.getByRole('link', { name: 'By an agent that dials out' }).click()
    await page.getByRole('button', { name: 'Add the cluster' }).click()
    await page.getByText('Give it a name with at least one letter').waitFor()
    await page.getByLabel('Name in Argus').fill('Shop, Asia')
    await page.getByLabel('Labels').fill('env=production')
    clusters.proofOld = true
    await page.keyboard.press('Enter')
    await prove(page)
    await page.getByText('Waiting for the agent…').waitFor()
    expect(clusters.clusters.at(-1)).toMatchObject({
      id: 'shop-asia',
      source: 'agent',
      labels: { env: 'production' },
    })
    const [token = ''] = clusters.tokens
    const command = await page.getByLabel('the command').innerText()
    expect(command.replaceAll(/\\\n\s*/gu, '')).toBe(
      'helm install argus-agent charts/argus-agent --namespace argus-agent --create-namespace ' +
        `--set url='${stage.url}' --set registration.token=${token}`,
    )
    await page.getByText('good once, until').waitFor()
    await page.getByText('The agent speaks https alone').waitFor()

    clusters.setAgent('shop-asia', connected({ since: new Date().toISOString(), lag: null }))
    await page.getByText('Connected, version 0.1.0').waitFor()
    expect(await traces(page)).not.toContain(token)
    await page.getByRole('link', { name: 'Open the cluster' }).click()
    await page.getByRole('heading', { name: 'Shop, Asia' }).waitFor()
    await page.getByText('Connected for').waitFor()
    expect(await traces(page)).not.toContain(token)
    await page.goBack()
    await page.getByRole('link', { name: 'By an agent that dials out' }).waitFor()
    expect(await traces(page)).not.toContain(token)
    expect(complaints).toEqual([])
  })

  it('are not left without a word while the token was not used', async () => {
    const { page, complaints } = await stage.openLoggedIn('/clusters/new?by=agent')
    await add(page, 'lab')
    const [token = ''] = stage.argus.clusters.tokens
    await page.getByRole('link', { name: 'Overview', exact: true }).click()
    const asked = page.getByRole('dialog', { name: 'Leave before the agent is there' })
    await asked.getByText('make another token on the page of the cluster').waitFor()
    await asked.getByRole('button', { name: 'Stay here' }).click()
    await page.getByText(token).waitFor()
    await page.getByRole('link', { name: 'Open the cluster' }).click()
    await asked.getByRole('button', { name: 'Leave this page' }).click()
    await page.getByRole('button', { name: 'New registration token' }).waitFor()
    expect(await traces(page)).not.toContain(token)
    expect(complaints).toEqual([])
  })

  it('tell of their agent, of no address and of no credential', async () => {
    const { page, complaints } = await stage.openLoggedIn('/clusters/plant')
    await page.getByText('Connected for 3 h').waitFor()
    for (const said of ['Agent version', '0.1.0', 'Behind the cluster', 'by an agent'])
      await page.getByText(said).first().waitFor()
    await page.getByText('0.2 s', { exact: true }).waitFor()
    for (const said of ['Address', 'Credential'])
      expect(await page.getByText(said, { exact: true }).count()).toBe(0)
    stage.argus.clusters.setAgent('plant', { ...AWAY, since: new Date().toISOString() })
    await page.getByText('Not connected for').waitFor()
    expect(complaints).toEqual([])
  })

  it('are listed with whether their agent is there, as that changes', async () => {
    const { page, complaints } = await stage.openLoggedIn('/clusters')
    const line = page.getByRole('row', { name: /plant/u })
    await line.getByText('Agent connected').waitFor()
    expect(await page.getByRole('row', { name: /eu-1/u }).getByText('Agent').count()).toBe(0)
    stage.argus.clusters.setAgent('plant', AWAY)
    await line.getByText('Agent not connected').waitFor()
    expect(complaints).toEqual([])
  })

  it('are checked by the steps of their own way', async () => {
    stage.argus.clusters.diagnosis = {
      type: 'no_agent',
      happened: 'No agent of this cluster is connected.',
      why: 'It does not run.',
      advice: 'Look at its Pod.',
    }
    const { page, complaints } = await stage.openLoggedIn('/clusters/plant?tab=access')
    const steps = page.getByRole('list', { name: 'Steps of the check' })
    const first = steps.getByRole('listitem').filter({ hasText: 'Its agent is connected' })
    await first.getByRole('img', { name: 'Failed:' }).waitFor()
    expect(await steps.getByRole('listitem').count()).toBe(3)
    expect(complaints).toEqual([])
  })

  it('get another token after a proof, in words that say what it replaces', async () => {
    const { clusters } = stage.argus
    clusters.proofOld = true
    const { page, complaints } = await stage.openLoggedIn('/clusters/plant')
    await page.getByRole('button', { name: 'New registration token' }).click()
    await page.getByText('takes the place of the key that is good now').waitFor()
    await page.getByRole('button', { name: 'Make the token' }).click()
    await prove(page)
    const shown = page.getByRole('dialog', { name: 'Start the agent of plant' })
    const command = await shown.getByLabel('the command').innerText()
    const [token = ''] = clusters.tokens
    expect(command).toContain('helm upgrade --install argus-agent')
    expect(command).toContain('--reuse-values')
    expect(command).toContain(`registration.token=${token}`)
    await shown.getByRole('button', { name: 'I have it' }).click()
    expect(await traces(page)).not.toContain(token)
    expect(complaints).toEqual([])
  })

  it('have their agent revoked after a word of what that ends', async () => {
    const { page, complaints } = await stage.openLoggedIn('/clusters/plant')
    await page.getByRole('button', { name: 'Revoke the agent' }).click()
    const asked = page.getByRole('dialog', { name: 'Revoke the agent of plant' })
    await asked.getByText('Its line ends within two seconds').waitFor()
    await asked.getByRole('button', { name: 'Revoke the agent' }).click()
    await page.getByText('Not connected').waitFor()
    expect(stage.argus.clusters.revoked).toEqual(['plant'])
    expect(complaints).toEqual([])
  })

  it('keep both from whoever may only look', async () => {
    stage.argus.grants = [{ ...ADMINISTRATOR, permissions: [looking] }]
    const { page } = await stage.openLoggedIn('/clusters/plant')
    await page.getByText('Connected for 3 h').waitFor()
    for (const name of ['New registration token', 'Revoke the agent', 'Remove the cluster'])
      expect(await page.getByRole('button', { name }).count()).toBe(0)
  })

  it('are removed by their name, with what is lost of them', async () => {
    const { page, complaints } = await stage.openLoggedIn('/clusters/plant')
    await page.getByRole('button', { name: 'Remove the cluster' }).click()
    const dialog = page.getByRole('dialog', { name: 'Remove plant' })
    await dialog.getByText('the right of its agent').waitFor()
    await dialog.getByLabel('Type plant to remove it').fill('plant')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Clusters' }).waitFor()
    expect(stage.argus.clusters.clusters.map(({ id }) => id)).toEqual(['eu-1'])
    expect(complaints).toEqual([])
  })

  it.each(SEEN)('wait for an agent on a page for everyone, %s', async (_, options) => {
    const made = { ...options, reducedMotion: 'reduce' } as const
    const { page } = await stage.openLoggedIn('/clusters/new?by=agent', made)
    await add(page, 'plant-2')
    expect([...(await violations(page)), ...(await sideways(page))]).toEqual([])
    stage.argus.clusters.setAgent('plant-2', connected({ version: ALL }))
    await page.getByText('Connected, version').waitFor()
    expect([...(await violations(page)), ...(await sideways(page))]).toEqual([])
    await page.goto(`${stage.url}/clusters/plant`)
    await page.getByRole('button', { name: 'New registration token' }).click()
    await page.getByRole('button', { name: 'Make the token' }).click()
    await page.getByLabel('the command').waitFor()
    expect([...(await violations(page)), ...(await sideways(page))]).toEqual([])
  })
})

const looking = { apiGroup: 'argus.internal', resource: 'clusters', verb: 'get' } as const

async function add(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name in Argus').fill(name)
  await page.getByRole('button', { name: 'Add the cluster' }).click()
  await page.getByText('Waiting for the agent…').waitFor()
}
