import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { findProgram } from './find-program.ts'
import { followUs } from './follow-us.ts'
import { freePort } from './free-port.ts'
import { until } from './until.ts'

/** A kube-apiserver with its etcd, on loopback ports. Disposing of it ends both and removes their data. */
export interface RealApiServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Of its etcd, which speaks plain HTTP on loopback. */
  readonly etcdUrl: string
  /** The authority to trust, as PEM. */
  readonly caData: string
  /** A token of a member of `system:masters`. */
  readonly token: string
  /** A kubeconfig with one context of the name it was started under. */
  readonly kubeconfig: string
  /** Freezes the API server, as a stalled machine does. */
  pause(): void
  resume(): void
  /** Kills the API server and starts it again on the same port, with the same data. */
  restart(): Promise<void>
  /** Makes etcd forget all but the newest revision, as it does by itself every few minutes. */
  compact(): Promise<void>
  /** Replaces the certificate that is shown; answers what vouches for the new one, as PEM. It is shown a moment later. */
  rotateCertificate(): Promise<string>
}

export interface RealApiServerOptions {
  readonly name?: string
  /** Where `kube-apiserver` and `etcd` are; `findApiServerAssets()` if missing. */
  readonly dir?: string
  readonly flags?: readonly string[]
}

/**
 * The folder that has `kube-apiserver` and `etcd`: that of `KUBEBUILDER_ASSETS`, the usual one of kubebuilder,
 * or what `make envtest` built; `undefined` when there is none.
 */
export function findApiServerAssets(env = readEnvironment()): string | undefined {
  const built = join(env.cache, 'argus', 'envtest')
  const versions = existsSync(built) ? readdirSync(built).toSorted().toReversed() : []
  const folders = [
    ...(env.assets ? [env.assets] : []),
    '/usr/local/kubebuilder/bin',
    ...versions.map((version) => join(built, version)),
  ]
  return folders.find((folder) => PROGRAMS.every((name) => isExecutable(join(folder, name))))
}

/** The `kubectl` beside the API server, of its version, else the one on PATH; `undefined` when there is none. */
export function findKubectl(): string | undefined {
  const assets = findApiServerAssets()
  const built = assets === undefined ? undefined : join(assets, 'kubectl')
  return built !== undefined && isExecutable(built) ? built : findProgram('kubectl')
}

const PROGRAMS = ['kube-apiserver', 'etcd']

interface AssetEnvironment {
  readonly assets: string | undefined
  readonly cache: string
}

function readEnvironment(): AssetEnvironment {
  // eslint-disable-next-line node/no-process-env -- the one place that tests find their tools by
  const { KUBEBUILDER_ASSETS, XDG_CACHE_HOME } = process.env
  return { assets: KUBEBUILDER_ASSETS, cache: XDG_CACHE_HOME || join(homedir(), '.cache') }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Missing, or not for us: either way it cannot be run.
    return false
  }
}

/** Starts both programs and waits until the API server is ready, which takes some seconds. */
export async function startRealApiServer(
  options: RealApiServerOptions = {},
): Promise<RealApiServer> {
  const assets = options.dir ?? findApiServerAssets()
  if (assets === undefined) {
    throw new Error('There is no kube-apiserver: set KUBEBUILDER_ASSETS, or run `make envtest`.')
  }
  const data = await mkdtemp(join(tmpdir(), 'argus-api-server-'))
  const [etcdPort, peerPort, port] = [await freePort(), await freePort(), await freePort()]
  const token = randomBytes(24).toString('base64url')
  await writeSecrets(data, token)
  const etcd = run(join(assets, 'etcd'), etcdFlags(data, etcdPort, peerPort))
  const flags = [...apiServerFlags(data, etcdPort, port), ...(options.flags ?? [])]
  const start = () => run(join(assets, 'kube-apiserver'), flags)
  let apiServer = start()
  const stopAll = async () => {
    await Promise.all([apiServer.stop(), etcd.stop()])
    await rm(data, { recursive: true, force: true })
  }
  const ready = () => waitReady({ port, token, data }, [apiServer, etcd])
  try {
    await ready()
  } catch (error) {
    await stopAll()
    throw error
  }
  const url = `https://127.0.0.1:${port}`
  const etcdUrl = `http://127.0.0.1:${etcdPort}`
  const caData = readFileSync(certificateIn(data), 'utf8')
  return {
    url,
    port,
    etcdUrl,
    caData,
    token,
    kubeconfig: kubeconfigOf({ name: options.name ?? 'real', url, caData, token }),
    pause: () => apiServer.signal('SIGSTOP'),
    resume: () => apiServer.signal('SIGCONT'),
    async restart() {
      await apiServer.stop()
      apiServer = start()
      await ready()
    },
    compact: () => compactEtcd(etcdUrl),
    rotateCertificate: () => replaceCertificate(data),
    [Symbol.asyncDispose]: stopAll,
  }
}

async function writeSecrets(data: string, token: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = privateKey.export({ type: 'sec1', format: 'pem' })
  await writeFile(join(data, 'service-account.key'), pem, { mode: 0o600 })
  const row = `${token},admin,admin,"system:masters"\n`
  await writeFile(join(data, 'tokens.csv'), row, { mode: 0o600 })
}

function etcdFlags(data: string, clientPort: number, peerPort: number): readonly string[] {
  const client = `http://127.0.0.1:${clientPort}`
  const peer = `http://127.0.0.1:${peerPort}`
  return [
    `--data-dir=${join(data, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=error',
  ]
}

function apiServerFlags(data: string, etcdPort: number, port: number): readonly string[] {
  const key = join(data, 'service-account.key')
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${join(data, 'certificates')}`,
    '--service-account-issuer=https://localhost',
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--authorization-mode=RBAC',
    `--token-auth-file=${join(data, 'tokens.csv')}`,
    '--disable-admission-plugins=ServiceAccount',
  ]
}

function certificateIn(data: string): string {
  return join(data, 'certificates', 'apiserver.crt')
}

/** By etcd's HTTP gateway: https://etcd.io/docs/v3.6/dev-guide/api_grpc_gateway/ */
async function compactEtcd(url: string): Promise<void> {
  const call = async (path: string, body: object): Promise<string> => {
    const answer = await fetch(`${url}/v3/kv/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`etcd answers ${answer.status} to ${path}: ${text}`)
    return text
  }
  const key = Buffer.from('/').toString('base64')
  const [, revision] = /"revision":"(\d+)"/.exec(await call('range', { key })) ?? []
  await call('compaction', { revision, physical: true })
}

async function replaceCertificate(data: string): Promise<string> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'rotated' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  })
  await writeFile(certificateIn(data).replace(/crt$/, 'key'), key)
  await writeFile(certificateIn(data), cert)
  return cert
}

/** A child process whose end is waited for, and whose last words are kept for the error. */
interface Running {
  readonly name: string
  readonly exited: boolean
  readonly lastWords: string
  signal(name: NodeJS.Signals): void
  stop(): Promise<void>
}

function run(program: string, flags: readonly string[]): Running {
  const child: ChildProcess = spawn(program, flags, { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let words = ''
  child.stderr?.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2_000)))
  followUs(child)
  return {
    name: program,
    get exited() {
      return child.exitCode !== null || child.signalCode !== null
    },
    get lastWords() {
      return words
    },
    signal: (name) => void child.kill(name),
    async stop() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function waitReady(
  { port, token, data }: { readonly port: number; readonly token: string; readonly data: string },
  processes: readonly Running[],
): Promise<void> {
  const outcome = await until(
    async () => {
      const dead = processes.find(({ exited }) => exited)
      if (dead) return `${dead.name} has ended: ${dead.lastWords}`
      return (await readyz(port, token, readFileSync(certificateIn(data)))) ? 'ready' : undefined
    },
    { timeoutMs: 60_000, what: 'the API server to be ready' },
  )
  if (outcome !== 'ready') throw new Error(outcome)
}

function readyz(port: number, token: string, ca: Buffer): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    const options = { host: '127.0.0.1', port, path: '/readyz', ca, headers, agent: false }
    const asking = request({ ...options, timeout: 2_000 }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    asking.once('error', reject)
    asking.once('timeout', () => asking.destroy(new Error('no answer')))
    asking.end()
  })
}

interface KubeconfigFields {
  readonly name: string
  readonly url: string
  readonly caData: string
  readonly token: string
}

/** JSON is YAML. */
function kubeconfigOf({ name, url, caData, token }: KubeconfigFields): string {
  const authority = Buffer.from(caData).toString('base64')
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: url, 'certificate-authority-data': authority } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  })
}
