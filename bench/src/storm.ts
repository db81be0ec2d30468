/**
 * Many clients lose their gateway at once and come back as the live client does, from the Position they had: what that costs
 * the gateway a client, beside a bare handshake of `ws` with the check of a token; how often auth and Redis are asked; and
 * how long it takes until the last is whole. The two take turns within a run. The last line is JSON.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { startChild, type Child } from './fanout/child.ts'
import { cpuMicros } from './fanout/cpu-time.ts'
import { startGatewayProcess, write } from './gateway/gateway-process.ts'
import { judged } from './judged.ts'
import { openCommandCount } from './storm/command-count.ts'
import type { Storm } from './storm/storm.ts'
import { median, quantile, spread } from './statistics.ts'

const repetitions = Number(process.env['REPETITIONS'] ?? 3)
const clients = Number(process.env['CLIENTS'] ?? 10_000)
const KEYS = 100
/** Of them so many change while the clients are away. */
const CHANGED = 10
/** What a server needs to be done with those that left. */
const SETTLE_MS = 3_000
/** Two of the reads that find lost messages. */
const QUIET_MS = 4_000

let changes = 0

await using ground = new AsyncDisposableStack()
const dir = await mkdtemp(join(tmpdir(), 'argus-storm-'))
ground.defer(() => rm(dir, { recursive: true, force: true }))
/** As an operator has it, but for the one address that all come from. */
const env = {
  ARGUS_GATEWAY_HANDSHAKES_PER_SECOND: '1500',
  ARGUS_GATEWAY_SOCKETS_BEFORE_HELLO: '1000',
}
const gateway = ground.use(await startGatewayProcess({ resources: ['rows'], env }))
const { world } = gateway
const script = (name: string): string => join(import.meta.dirname, 'storm', name)
const bare = ground.use(startChild(process.execPath, [script('bare-server.ts'), gateway.authUrl]))
const barePort = Number(await bare.hear())
const commands = ground.use(await openCommandCount(gateway.redisUrl))
await change(KEYS)
const sides: Readonly<Record<Side, { readonly pid: number; readonly clients: Child }>> = {
  argus: { pid: gateway.pid, clients: await openClients(gateway.port, 'argus') },
  bare: { pid: bare.pid, clients: await openClients(barePort, 'bare') },
}

const taken: { readonly argus: Taken; readonly floor: Taken }[] = []
for (let turn = 0; turn <= repetitions; turn += 1) {
  const argus = await storm('argus')
  const floor = await storm('bare')
  if (turn > 0) taken.push({ argus, floor }) // The first one warms both up.
}

const of = (value: (one: (typeof taken)[number]) => number): readonly number[] => taken.map(value)
const ratios = of(({ argus, floor }) => argus.micros / floor.micros)
const p99 = of(({ argus }) => quantile(argus.tookMs, 0.99) / 1_000)
const reads = of(({ argus }) => argus.reads / clients)
const perQuestion = of(({ argus }) => clients / argus.questions)
const resumed = of(({ argus }) => argus.resumed / clients)
console.log(`Argus: ${spread(of(({ argus }) => argus.micros))} µs a client that resumed`)
console.log(`ws and a signature: ${spread(of(({ floor }) => floor.micros))} µs a client`)
console.log(
  `whole again: p50 ${spread(of(({ argus }) => quantile(argus.tookMs, 0.5) / 1_000))} s, ` +
    `p99 ${spread(p99)} s, the last ${spread(of(({ argus }) => Math.max(...argus.tookMs) / 1_000))} s, ` +
    `${spread(
      of(({ argus }) => argus.dials / clients),
      2,
    )} dials a client`,
)
console.log(`${spread(perQuestion)} clients a question to auth`)

console.log(
  JSON.stringify({
    bench: 'storm',
    node: process.version,
    kernel: release(),
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    results: [
      most('CPU of a resume / ws and a signature', median(ratios), 1.25),
      most('p99 s until whole', median(p99), 8),
      most('commands of Redis a client', Math.max(...reads), 0.01),
      least('clients a question to auth', median(perQuestion), 2),
      least('share that resumed', Math.min(...resumed), 1),
    ],
  }),
)

type Side = 'argus' | 'bare'

interface Taken extends Storm {
  readonly micros: number
  readonly reads: number
  readonly questions: number
}

/** Cuts all clients of a side off, and waits until they are whole. */
async function storm(side: Side): Promise<Taken> {
  await delay(SETTLE_MS)
  const { pid, clients: crowd } = sides[side]
  const quiet = await quietCommands()
  const before = {
    micros: await cpuMicros(pid),
    commands: await commands.count(),
    asked: await asked(),
  }
  const began = performance.now()
  await crowd.say('cut')
  await change(CHANGED)
  const storm: Storm = JSON.parse(await crowd.hear())
  const seconds = (performance.now() - began) / 1_000
  return {
    ...storm,
    micros: ((await cpuMicros(pid)) - before.micros) / clients,
    /** Beyond what is asked in any such time. */
    reads: Math.max((await commands.count()) - before.commands - quiet * seconds, 0),
    questions: (await asked()) - before.asked,
  }
}

/** Commands a second while nobody comes or goes. */
async function quietCommands(): Promise<number> {
  const before = await commands.count()
  await delay(QUIET_MS)
  return ((await commands.count()) - before) / (QUIET_MS / 1_000)
}

async function asked(): Promise<number> {
  await world.say(JSON.stringify({ asked: true }))
  return Number(await world.hear())
}

async function openClients(port: number, kind: Side): Promise<Child> {
  const file = join(dir, `${kind}.json`)
  await world.say(JSON.stringify({ logins: clients, file }))
  await world.hear()
  const crowd = ground.use(
    startChild(process.execPath, [script('clients.ts'), `${port}`, file, kind]),
  )
  const line = await crowd.hear()
  if (line !== 'ready') throw new Error(`the clients said ${line}`)
  return crowd
}

async function change(count: number): Promise<void> {
  changes += 1
  const written = Array.from({ length: count }, (_, at) => ({
    key: `bench/object-${at}`,
    cells: [`${at}`, `${changes}`],
  }))
  await write(world, 'rows', written)
}

function most(what: string, value: number, goal: number): object {
  return judged(`B10 ${clients} clients ${what}`, value, { most: goal })
}

function least(what: string, value: number, goal: number): object {
  return judged(`B10 ${clients} clients ${what}`, value, { least: goal })
}
