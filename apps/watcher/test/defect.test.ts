import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { startStand, type Stand } from './stand.ts'

const MAIN = fileURLToPath(new URL('./defect-main.ts', import.meta.url))

let stand: Stand
beforeAll(async () => {
  stand = await startStand()
  await stand.follow(await stand.addCluster('east', { empty: true }))
}, 60_000)
afterAll(async () => {
  await stand[Symbol.asyncDispose]()
})

test('a watcher in which lasting work ends by a defect ends whole, and says why: another replica takes over, and it is started anew', async () => {
  const broken = stand.spawnLogged('broken', {}, MAIN)
  const [code] = await once(broken.child, 'close')
  expect(broken.output()).toContain('stopped by an error nobody caught')
  expect(broken.output()).toContain('the clock is broken')
  expect(code).toBe(1)
}, 40_000)
