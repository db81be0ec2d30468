import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Kept between runs, beside the toolchain of this repository. */
const CACHE = join(import.meta.dirname, '../../../.toolchain/peers')
const BUN = '1.4.4'
const CENTRIFUGO = 'github.com/centrifugal/centrifugo/v6@v6.9.1'

/** What is not written in Node; `undefined`: it cannot be had on this machine. Disposing removes what was compiled. */
export interface Tools extends AsyncDisposable {
  readonly server: string | undefined
  readonly client: string | undefined
  readonly bun: string | undefined
  readonly centrifugo: string | undefined
}

/** Compiles what is in C, and fetches the peers that are not there yet: minutes, the first time. */
export async function findTools(): Promise<Tools> {
  const dir = await mkdtemp(join(tmpdir(), 'argus-fanout-'))
  await mkdir(CACHE, { recursive: true })
  const [server, client, bun, centrifugo] = await Promise.all([
    compile('write-server', dir),
    compile('load-client', dir),
    fetchBun(),
    buildCentrifugo(),
  ])
  return {
    server,
    client,
    bun,
    centrifugo,
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  }
}

async function compile(name: string, dir: string): Promise<string | undefined> {
  const source = join(import.meta.dirname, `${name}.c`)
  return unlessMissing(join(dir, name), () => run('cc', ['-O2', '-o', join(dir, name), source]))
}

/** The package's own start script only chooses between builds; this is the one for the machine. */
async function fetchBun(): Promise<string | undefined> {
  const arch = process.arch === 'arm64' ? 'aarch64' : process.arch
  const name = `@oven/bun-${process.platform}-${arch}`
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefix', CACHE]
  return unlessMissing(join(CACHE, 'node_modules', name, 'bin/bun'), () =>
    run('npm', ['install', ...flags, `${name}@${BUN}`]),
  )
}

async function buildCentrifugo(): Promise<string | undefined> {
  const env = { ...process.env, GOBIN: CACHE }
  return unlessMissing(join(CACHE, 'centrifugo'), () => run('go', ['install', CENTRIFUGO], { env }))
}

/** The path, once it is there; says why it cannot be had. */
async function unlessMissing(
  path: string,
  make: () => Promise<unknown>,
): Promise<string | undefined> {
  try {
    await access(path).catch(make)
    await access(path)
    return path
  } catch (error) {
    const [why] = String(error).split('\n', 1)
    console.log(`${path} is not there: ${why}`)
    return undefined
  }
}
