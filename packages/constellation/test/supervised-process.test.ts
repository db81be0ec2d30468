import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { freePort } from '@argus/testkit/free-port'
import { until } from '@argus/testkit/until'
import { describe, expect, it } from '@jest/globals'

import { httpProbe } from '../src/probe.ts'
import { supervise, type SupervisedProcess } from '../src/supervised-process.ts'
import { temporaryFolder } from './folder.ts'

const SERVER = `
  require('node:http').createServer((_, response) => response.end('ok')).listen(Number(process.argv[1]), '127.0.0.1')
  console.log('up')`
const STUBBORN = `process.on('SIGTERM', () => undefined); ${SERVER}`
const BROKEN = `console.error('no database'); process.exit(1)`

interface Running extends AsyncDisposable {
  readonly process: SupervisedProcess
  readonly url: string
  readonly log: string
  readonly crashes: readonly string[]
}

async function run(script: string): Promise<Running> {
  await using made = new AsyncDisposableStack()
  const folder = made.use(await temporaryFolder())
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const log = join(folder.path, 'server.log')
  const crashes: string[] = []
  const supervised = supervise({
    name: 'server',
    command: process.execPath,
    args: ['-e', script, `${port}`],
    cwd: folder.path,
    env: {},
    log,
    probe: httpProbe(url),
    onCrash: (line) => crashes.push(line),
  })
  made.use(supervised)
  const kept = made.move()
  return {
    process: supervised,
    url,
    log,
    crashes,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

describe('a supervised process', () => {
  it('is ready when it answers, and its output is in its log', async () => {
    await using server = await run(SERVER)
    await server.process.ready()
    expect(await readFile(server.log, 'utf8')).toBe('up\n')
  })

  it('starts again after a crash, under another number, and says so in one line', async () => {
    await using server = await run(SERVER)
    await server.process.ready()
    const before = server.process.pid
    await server.process.kill()
    await until(() => server.process.pid, { what: 'the next start' })
    await server.process.ready()
    expect(server.process.pid).not.toBe(before)
    expect(server.crashes).toEqual([expect.stringContaining('server ended (SIGKILL): up.')])
  })

  it('answers nothing while it is paused, and goes on afterwards', async () => {
    await using server = await run(SERVER)
    await server.process.ready()
    server.process.pause()
    await expect(fetch(server.url, { signal: AbortSignal.timeout(300) })).rejects.toThrow()
    server.process.resume()
    await server.process.ready()
    expect(server.crashes).toEqual([])
  })

  it.each([
    ['one that ends when asked', SERVER],
    ['one that does not listen', STUBBORN],
  ])('stays down once stopped, until it is started: %s', async (_, script) => {
    await using server = await run(script)
    await server.process.ready()
    await server.process.stop()
    await expect(fetch(server.url)).rejects.toThrow()
    expect(server.process.pid).toBeUndefined()
    server.process.start()
    await server.process.ready()
  })

  it('stops even while it is paused', async () => {
    await using server = await run(SERVER)
    await server.process.ready()
    server.process.pause()
    await server.process.stop()
    await expect(fetch(server.url)).rejects.toThrow()
  })

  it('is given up when it never comes up, with its last words', async () => {
    await using server = await run(BROKEN)
    await expect(server.process.ready()).rejects.toThrow('server did not become ready: no database')
  })
})
