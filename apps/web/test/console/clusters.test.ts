import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'

import { ADMINISTRATOR, fleet, PLUGINS } from '../fleet.ts'
import { clusterAnswer, PODS } from '../small-clusters.ts'
import { chromiumMissing } from '@argus/testkit/chromium'
import { prove } from './prove.ts'
import { logIn, Stage } from './stage.ts'
import { traces } from './traces.ts'

const missing = chromiumMissing()
const suite = missing === undefined ? describe : describe.skip

const PASTED = `apiVersion: v1
kind: Config
current-context: prod-ap-1
clusters:
- name: prod-ap-1
  cluster:
    server: https://k8s.ap-1.example.com:6443
    certificate-authority-data: QUJD
    proxy-url: http://10.20.0.14:3128
contexts:
- name: prod-ap-1
  context:
    cluster: prod-ap-1
    user: sre
- name: old-lab
  context:
    cluster: old-lab
    user: lab-admin
users:
- name: sre
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: aws
    token: a-very-secret-token
`

suite(`clusters${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.set()
    stage.argus.plugins = PLUGINS
  })
  beforeEach(() => {
    const { argus } = stage
    const { clusters } = argus
    argus.topics.splice(0, argus.topics.length, ...fleet(Date.now(), ['eu-1', 'lab']))
    argus.grants = [ADMINISTRATOR]
    Object.assign(clusters, { proofOld: false, watches: [], resources: [] })
    clusters.off.clear()
    clusters.sent.length = 0
    clusters.diagnosis = { type: 'ok', version: 'v1.34.2', findings: [] }
    clusters.clusters = [
      clusterAnswer('eu-1', { name: 'Shop, Europe', labels: { env: 'production' } }),
      clusterAnswer('lab', { source: 'kubeconfig', credential: 'elsewhere', version: null }),
    ]
    clusters.changed = ({ type, id }) => {
      if (type === 'added') argus.topics.push(...fleet(Date.now(), [id]))
    }
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('are listed with state, source, labels and what the account may do', async () => {
    finding(stage, 'eu-1', 'may_change_objects')
    const { page, complaints } = await stage.openLoggedIn('/')
    await page.getByRole('link', { name: 'Clusters', exact: true }).click()
    const line = page.getByRole('row', { name: /eu-1/u })
    await line.getByText('Shop, Europe').waitFor()
    for (const said of ['Live', 'v1.34.2', '4 of 4', 'May write', 'Added here', 'env=production'])
      await line.getByText(said).first().waitFor()
    await page.getByRole('row', { name: /lab/u }).getByText('Kubeconfig file').waitFor()
    await page.getByLabel('Filter by name or label').fill('env=prod')
    await page.getByRole('row', { name: /lab/u }).waitFor({ state: 'detached' })
    await page.getByText('1 of 2').waitFor()
    expect(complaints).toEqual([])
  })

  it('are no page for whoever may not read them', async () => {
    stage.argus.grants = [{ ...ADMINISTRATOR, permissions: [] }]
    const { page } = await stage.open('/clusters')
    await logIn(page)
    await page.getByRole('heading', { name: 'Not found or not permitted' }).waitFor()
    expect(await page.getByRole('link', { name: 'Clusters', exact: true }).count()).toBe(0)
    stage.argus.grants = [{ ...ADMINISTRATOR, cluster: 'eu-1' }]
    await page.goto(`${stage.url}/clusters/lab`)
    await page.getByRole('heading', { name: 'Not found or not permitted' }).waitFor()
    await page.goto(`${stage.url}/clusters/eu-1`)
    await page.getByRole('heading', { name: 'Shop, Europe' }).waitFor()
  })

  it('tell of each kind how following it goes, and what to do', async () => {
    const watches = topic(stage, 'eu-1', 'watches')
    const [first] = watches.items.values()
    if (first === undefined) throw new Error('nothing is followed')
    const cells = ['Certificate', 'forbidden', Date.now() - 90_000, 0, null, 0, 'watcher-1']
    watches.put({ ...first, key: '/cert-manager.io.certificates', reason: 'not allowed', cells })
    const told = { group: 'cert-manager.io', resource: 'certificates', kind: 'Certificate' }
    stage.argus.clusters.watches = [
      { ...told, state: 'forbidden', since: 1, objects: 0, relists: 0, advice: 'Let the account.' },
    ]
    const { page, complaints } = await stage.openLoggedIn('/clusters/eu-1')
    const line = page.getByRole('row', { name: /^Certificate/u })
    for (const said of ['Forbidden, 1 min', 'not allowed', 'Let the account.'])
      await line.getByText(said).waitFor()
    await page
      .getByRole('row', { name: /ServiceMonitor/u })
      .getByText('Live')
      .waitFor()
    await line.getByRole('link', { name: 'Certificate' }).click()
    await page.waitForURL(/\/r\/cert-manager.io\/certificates\?clusters=eu-1/u)
    expect(complaints).toEqual([])
  })

  it('have plugins switched off and on', async () => {
    const { page, complaints } = await stage.openLoggedIn('/clusters/eu-1?tab=plugins')
    const calico = page.getByRole('row', { name: /Calico/u })
    await calico.getByText('Not found').waitFor()
    const follow = page.getByRole('switch', { name: 'Follow Prometheus' })
    await follow.focus()
    await page.keyboard.press('Space')
    await page
      .getByRole('row', { name: /Prometheus/u })
      .getByText('Off')
      .waitFor()
    expect([...stage.argus.clusters.off]).toEqual(['eu-1/prometheus'])
    expect(complaints).toEqual([])
  })

  it('tell what the account may do too much, and the rule that would be enough', async () => {
    const told = { happened: 'The account may do all.', why: 'Its role.', advice: 'Bind another.' }
    stage.argus.clusters.diagnosis = {
      type: 'ok',
      version: 'v1.34.2',
      findings: [{ type: 'cluster_admin', ...told }],
    }
    const { page, complaints } = await stage.openLoggedIn('/clusters/eu-1?tab=access')
    await page.getByText('The account may do all.').waitFor()
    const rule = page.getByRole('region', { name: 'The rule that would be enough' })
    await rule.getByText('resources: [certificates, clusterissuers]').waitFor()
    stage.argus.clusters.diagnosis = { type: 'timed_out', ...told, happened: 'Nobody answers.' }
    await page.getByRole('button', { name: 'Check again' }).click()
    await page.getByText('Nobody answers.').waitFor()
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Its port answers' })
      .getByRole('img', { name: 'Failed:' })
      .waitFor()
    expect(complaints).toEqual([])
  })

  it('name what they serve, each a way to its list', async () => {
    stage.argus.clusters.resources = [PODS]
    const { page, complaints } = await stage.openLoggedIn('/clusters/eu-1?tab=apis')
    await page.getByRole('row', { name: /Pod/u }).getByText('When opened').waitFor()
    const link = page.getByRole('link', { name: 'Pod' })
    expect(await link.getAttribute('href')).toBe('/r/core/pods?clusters=eu-1')
    expect(complaints).toEqual([])
  })

  it('are added by a kubeconfig, of which no refused field, no other context and no trace is left', async () => {
    const { page, complaints } = await stage.openLoggedIn('/clusters')
    await page.getByRole('link', { name: 'Add a cluster' }).click()
    await page.getByRole('textbox', { name: 'Kubeconfig' }).fill(PASTED)
    const refused = page.getByRole('list', { name: 'Refused fields' })
    const exec = refused.getByRole('listitem').filter({ hasText: 'users[0].user.exec' })
    await exec.getByText('lines 22 to 24').waitFor()
    await exec.getByText('Runs a program on the machine of Argus').waitFor()
    await refused.getByText('clusters[0].cluster.proxy-url').waitFor()
    expect(await page.getByText('a-very-secret-token').count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Add the cluster' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Remove the 2 refused fields' }).click()
    await refused.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Check the connection' }).click()
    await page.getByText('The connection works: Kubernetes v1.34.2.').waitFor()
    await page.getByLabel('Name in Argus').fill('Shop, Asia')
    await page.getByLabel('Labels').fill('env=production, region=ap')
    stage.argus.clusters.proofOld = true
    await page.getByRole('button', { name: 'Add the cluster' }).click()
    await prove(page)
    await page.getByRole('heading', { name: 'Shop, Asia' }).waitFor()
    expect(stage.argus.clusters.clusters.at(-1)).toMatchObject({
      id: 'shop-asia',
      labels: { env: 'production', region: 'ap' },
    })
    const [checked, added] = stage.argus.clusters.sent
    expect(added).toBe(checked)
    expect(added).toContain('a-very-secret-token')
    expect(added).not.toMatch(/exec|proxy|old-lab/u)
    expect(await traces(page)).not.toContain('a-very-secret-token')
    await page.goBack()
    await page.getByRole('heading', { name: 'Clusters' }).waitFor()
    expect(complaints).toEqual([])
  })

  it('are told of when their id is taken, and what was pasted is kept', async () => {
    const { page } = await stage.openLoggedIn('/clusters/new')
    await page.getByRole('textbox', { name: 'Kubeconfig' }).fill(PASTED)
    await page.getByRole('button', { name: 'Remove the 2 refused fields' }).click()
    await page.getByLabel('Name in Argus').fill('lab')
    await page.getByRole('button', { name: 'Add the cluster' }).click()
    await page.getByRole('alert').getByText('there is a cluster "lab"').waitFor()
    await page.getByText('cluster.server', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Read-only account by kubectl' }).click()
    await page.getByRole('link', { name: 'Paste a kubeconfig' }).click()
    expect(await page.getByRole('textbox', { name: 'Kubeconfig' }).inputValue()).toBe('')
  })

  it('are added by an account that is made for Argus', async () => {
    const { page, complaints } = await stage.openLoggedIn('/clusters/new?by=kubectl')
    await page.getByText('kind: ClusterRoleBinding').waitFor()
    await page.getByLabel('Address').fill('https://10.0.0.1:6443')
    await page.getByLabel('Authority').fill('QUJD')
    await page.getByLabel('Token', { exact: true }).fill('reader-token')
    await page.getByLabel('Name in Argus').fill('made')
    await page.getByRole('button', { name: 'Add the cluster' }).click()
    await page.getByRole('heading', { name: 'made' }).waitFor()
    expect(stage.argus.clusters.sent.at(-1)).toContain('reader-token')
    expect(complaints).toEqual([])
  })

  it('are removed by their name and a new proof, and only where they were added', async () => {
    const { page, complaints } = await stage.openLoggedIn('/clusters/lab')
    await page.getByText('take its context out of that file').waitFor()
    expect(await page.getByRole('button', { name: 'Remove the cluster' }).count()).toBe(0)
    await page.goto(`${stage.url}/clusters/eu-1`)
    await page.getByRole('button', { name: 'Remove the cluster' }).click()
    const dialog = page.getByRole('dialog', { name: 'Remove eu-1' })
    await dialog.getByLabel('Type eu-1 to remove it').fill('eu')
    await page.keyboard.press('Enter')
    await dialog.getByText('This is not eu-1').waitFor()
    await dialog.getByLabel('Type eu-1 to remove it').fill('eu-1')
    stage.argus.clusters.proofOld = true
    await page.keyboard.press('Enter')
    await prove(page)
    await page.getByRole('heading', { name: 'Clusters' }).waitFor()
    expect(stage.argus.clusters.clusters.map(({ id }) => id)).toEqual(['lab'])
    expect(complaints).toEqual([])
  })
})

function topic(stage: Stage, cluster: string, resource: string) {
  const found = stage.argus.topics.find(
    ({ topic: { cluster: own, resource: of } }) => own === cluster && of === resource,
  )
  if (found === undefined) throw new Error(`no ${resource} of ${cluster}`)
  return found
}

/** What Argus itself says of a cluster, with a finding about its account. */
function finding(stage: Stage, cluster: string, type: string): void {
  const state = topic(stage, cluster, 'clusters')
  const [item] = state.items.values()
  if (item === undefined) throw new Error('it has no state')
  const findings = [{ type, happened: 'It may.', why: 'So.', advice: 'Do.' }]
  state.put({ ...item, object: { metadata: { name: cluster }, findings } })
}
