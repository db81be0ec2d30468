/**
 * Many clients of one server, each with a token of its own, which are cut off at once and come back as the live client
 * does: with full jitter, and from the Position they had. Arguments: the port, a file with the tokens, and `argus` or
 * `bare`. Prints `ready`; each line of standard input cuts all off, and is answered with a line of JSON, a `Storm`, once the last is back.
 */
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'

import { StormClient, type Comeback } from './storm-client.ts'
import type { Storm } from './storm.ts'

const [port = '', file = '', kind = ''] = process.argv.slice(2)
const tokens: readonly string[] = JSON.parse(await readFile(file, 'utf8'))
const follows = kind === 'argus'
const clients = tokens.map((token) => new StormClient({ port: Number(port), token, follows }))

const STARTING = 32
for (let from = 0; from < clients.length; from += STARTING)
  await Promise.all(clients.slice(from, from + STARTING).map((client) => client.comeBack()))
console.log('ready')
for await (const _ of createInterface(process.stdin)) {
  const began = performance.now()
  for (const client of clients) client.cut()
  const all = await Promise.all(clients.map((client) => client.comeBack()))
  console.log(JSON.stringify(stormOf(all, began)))
}
process.exit(0)

function stormOf(all: readonly Comeback[], began: number): Storm {
  return {
    tookMs: all.map(({ at }) => at - began),
    dials: all.reduce((sum, { dials }) => sum + dials, 0),
    resumed: all.filter(({ resumed }) => resumed).length,
  }
}
