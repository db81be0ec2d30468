import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { pluginsAnswerSchema, type PluginsAnswer } from '@argus/contracts/plugin-manifest'
import type { FakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { pluginOperator, reader } from './auth-service.ts'
import { startStand, type Stand } from './stand.ts'

const group = 'example.org'
const topic = { cluster: 'east', group, version: 'v1', resource: 'widgets' }

let stand: Stand
let east: FakeApiServer
let folder: string
let url: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'argus-own-plugins-'))
  await writeFile(join(folder, 'widgets.yaml'), manifest('.spec.size', 'Big'))
  stand = await startStand()
  east = await stand.addCluster('east', { empty: true })
  await stand.follow(east, await stand.addCluster('west', { empty: true }))
  url = (await stand.start('one', { pluginsDir: folder })).url
})
afterAll(async () => {
  await stand[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const manifest = (jsonPath: string, bad: string) => `
id: widgets
name: Widgets
description: What the widget operator makes.
docs: https://example.org/widgets
resources:
  - group: ${group}
    resource: widgets
    kind: Widget
    namespaced: true
    columns:
      - { name: Size, type: string, jsonPath: ${jsonPath} }
    health:
      fields:
        - { path: .status.mood, current: [Fine], failed: [${bad}] }
`

async function plugins(grants = [reader(null)]): Promise<PluginsAnswer> {
  const { token } = stand.auth.logIn(grants)
  const response = await fetch(`${url}/api/plugins`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return pluginsAnswerSchema.parse(await response.json())
}

const clustersOf = async (id: string) =>
  (await plugins()).plugins.find((plugin) => plugin.id === id)?.clusters

const row = async () => (await stand.rows(topic)).get('shop/one')?.row

test('a manifest of the operator is followed where its kind is defined, with its columns and its health', async () => {
  expect(await clustersOf('widgets')).toEqual([
    { id: 'east', present: false, enabled: true },
    { id: 'west', present: false, enabled: true },
  ])
  defineWidgets(east)
  east.store.apply({
    apiVersion: `${group}/v1`,
    kind: 'Widget',
    metadata: { name: 'one', namespace: 'shop' },
    spec: { size: 'XL', colour: 'red' },
    status: { mood: 'Fine' },
  })
  const shown = await until(row, { what: 'the row of the widget' })
  expect(shown).toMatchObject({ health: 'Current', cells: [shown.created, 'XL'] })
  expect(await clustersOf('widgets')).toEqual([
    { id: 'east', present: true, enabled: true },
    { id: 'west', present: false, enabled: true },
  ])
  const found = (await plugins()).plugins.find(({ id }) => id === 'widgets')
  expect(found?.source).toBe('file')
})

test('a change of the file is shown without a restart', async () => {
  await writeFile(join(folder, 'widgets.yaml'), manifest('.spec.colour', 'Fine, Big'))
  await until(async () => (await row())?.cells[1] === 'red', {
    what: 'the other column',
    timeoutMs: 10_000,
  })
  expect((await row())?.health).toBe('Failed')
}, 15_000)

test('a file that does not fit is told with its line to those who set plugins up, and takes nothing else away', async () => {
  await writeFile(join(folder, 'broken.yaml'), 'id: Broken!\n')
  const { refused } = await until(
    async () => {
      const answer = await plugins([reader(null), pluginOperator()])
      return answer.refused.length > 0 ? answer : undefined
    },
    { what: 'the file to be read', timeoutMs: 10_000 },
  )
  expect(refused[0]).toMatchObject({ file: 'broken.yaml', line: 1 })
  const seen = await plugins()
  expect(seen.refused).toEqual([])
  expect(seen.plugins.map(({ id }) => id)).toContain('widgets')
  const metrics = await (await fetch(`${url}/metrics`)).text()
  expect(metrics).toContain('argus_watcher_plugin_files_refused{service="watcher"} 1')
}, 15_000)

test('a folder that is not there ends the start, with what to do', async () => {
  await expect(stand.start('two', { pluginsDir: join(folder, 'none') })).rejects.toThrow(
    'Mount it, or unset the variable',
  )
})

function defineWidgets({ store }: FakeApiServer): void {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  store.defineCrd({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget', singular: 'widget', listKind: 'WidgetList' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } },
        },
      ],
    },
  })
}
