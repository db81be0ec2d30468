import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { until } from '@argus/testkit/until'
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals'

const constellation = join(import.meta.dirname, '../../packages/constellation/src')
const STOPPED_WITHIN_MS = 5_000

jest.setTimeout(180_000)

/** Runs `up` or `down` as make does, with a data folder of its own. */
function run(command: 'up.ts' | 'down-main.ts', env: NodeJS.ProcessEnv): Run {
  const child = spawn(process.execPath, [join(constellation, command)], { env })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (said += data.toString('utf8')))
  const ended = once(child, 'close').then(([code]: unknown[]) => code)
  begun.push({ child, ended })
  return {
    child,
    ended,
    get said() {
      return said
    },
  }
}

/** For what a test that failed left running. */
const begun: Pick<Run, 'child' | 'ended'>[] = []

interface Run {
  readonly child: ChildProcess
  readonly ended: Promise<unknown>
  readonly said: string
}

async function readyToUse(argus: Run): Promise<string> {
  const ended = argus.ended.then(() => {
    throw new Error(`it ended, and said:\n${argus.said}`)
  })
  const console = until(() => /Console +(http:\S+)/.exec(argus.said)?.[1], {
    timeoutMs: 120_000,
    what: 'the address of the console',
  })
  return Promise.race([console, ended])
}

describe('make up', () => {
  let folder = ''
  let env: NodeJS.ProcessEnv = {}
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'argus-up-'))
    await chmod(folder, 0o711) // PostgreSQL may run as another user than we do
    env = { ...process.env, HOME: folder, KUBECONFIG: '', ARGUS_DATA_DIR: join(folder, 'data') }
    for (const name of ['DATABASE_URL', 'REDIS_URL']) delete env[name]
  })
  afterEach(async () => {
    for (const { child } of begun) child.kill('SIGTERM')
    await Promise.all(begun.splice(0).map(({ ended }) => ended))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('starts everything, once, and Ctrl-C stops all of it within five seconds', async () => {
    const argus = run('up.ts', env)
    const console = await readyToUse(argus)
    expect((await fetch(`${console}/login`)).status).toBe(200)
    expect(argus.said).toContain('admin@argus.local')
    expect(argus.said).toContain('simulated')

    const second = run('up.ts', env)
    expect(await second.ended).toBe(1)
    expect(second.said).toContain('Argus runs already')
    expect(second.said).toContain(console)

    const asked = performance.now()
    argus.child.kill('SIGINT')
    expect(await argus.ended).toBe(0)
    expect(performance.now() - asked).toBeLessThan(STOPPED_WITHIN_MS)
    await expect(fetch(console)).rejects.toThrow()
  })

  it('starts again with the data that it left, without a Redis on PATH, until make down', async () => {
    const PATH = await pathWithoutRedis(join(folder, 'programs'))
    const argus = run('up.ts', { ...env, PATH })
    const console = await readyToUse(argus)
    expect(argus.said).toContain('written in JavaScript')
    const down = run('down-main.ts', env)
    expect(await down.ended).toBe(0)
    expect(down.said).toContain('has stopped')
    expect(await argus.ended).toBe(0)
    await expect(fetch(console)).rejects.toThrow()
  })

  it('has nothing to stop when it does not run', async () => {
    const down = run('down-main.ts', env)
    expect(await down.ended).toBe(0)
    expect(down.said).toContain('does not run')
  })
})

/** PATH as it is, but for the Redis servers: a folder that has one is replaced by links to the rest of it. */
async function pathWithoutRedis(links: string): Promise<string> {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((path) => path !== '')
  const replaced = folders.map(async (path, at) => {
    const names = await readdir(path).catch(() => [])
    if (!names.some((name) => SERVERS.includes(name))) return path
    const copy = join(links, `${at}`)
    await mkdir(copy, { recursive: true })
    for (const name of names)
      if (!SERVERS.includes(name)) await symlink(join(path, name), join(copy, name))
    return copy
  })
  return (await Promise.all(replaced)).join(delimiter)
}

const SERVERS = ['redis-server', 'valkey-server']
