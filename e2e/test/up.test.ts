import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'

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
  return {
    child,
    ended,
    get said() {
      return said
    },
  }
}

interface Run {
  readonly child: ChildProcess
  readonly ended: Promise<unknown>
  readonly said: string
}

async function readyToUse(argus: Run): Promise<string> {
  return until(() => /Console +(http:\S+)/.exec(argus.said)?.[1], {
    timeoutMs: 120_000,
    what: 'the address of the console',
  }).catch((cause: unknown) => {
    throw new Error(`it said:\n${argus.said}`, { cause })
  })
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
    const tools = [dirname(process.execPath), ...pathWithout('redis-server')]
    const argus = run('up.ts', { ...env, PATH: tools.join(delimiter) })
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

/** The folders of PATH that have no such program. */
function pathWithout(program: string): readonly string[] {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((path) => path !== '' && !existsSync(join(path, program)))
}
