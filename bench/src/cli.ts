/**
 * How long the terminal takes beside kubectl: to start, and to show 5,000 objects of three real API servers, which kubectl
 * asks one after the other and argus through the whole system. All take turns. The last line is JSON.
 */
import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { startConstellation } from '@argus/constellation/constellation'
import { kubeconfigFor } from '@argus/fake-api-server/kubeconfig'
import {
  findApiServerAssets,
  findKubectl,
  startRealApiServer,
} from '@argus/testkit/real-api-server'
import { until } from '@argus/testkit/until'

import { createThings, defineThings } from './cluster/things.ts'
import { judged } from './judged.ts'
import { median, spread } from './statistics.ts'

const TASKS = ['argus version', 'kubectl version', 'argus get', 'kubectl get'] as const
type Task = (typeof TASKS)[number]

const CLUSTERS = ['north', 'south', 'west'] as const
const PLURAL = 'things'
const BYTES = 1_000
const objects = Number(process.env['OBJECTS'] ?? 5_000)
const repetitions = Number(process.env['REPETITIONS'] ?? 11)

const assets = findApiServerAssets()
const kubectl = findKubectl()
const machine = {
  node: process.version,
  kernel: release(),
  cpu: cpus()[0]?.model,
  cores: availableParallelism(),
}
const skipped =
  assets === undefined ? 'no kube-apiserver' : kubectl === undefined ? 'no kubectl' : undefined
const results = kubectl === undefined || skipped !== undefined ? [] : await measure(kubectl)
console.log(JSON.stringify({ bench: 'cli', ...machine, skipped, repetitions, objects, results }))

async function measure(program: string): Promise<readonly object[]> {
  await using made = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'argus-bench-cli-'))
  made.defer(() => rm(dir, { recursive: true, force: true }))
  const build = join(import.meta.dirname, '../../apps/cli/build/file-main.ts')
  execFileSync(process.execPath, [build, dir])
  const servers = []
  for (const [at, name] of CLUSTERS.entries()) {
    const server = made.use(await startRealApiServer({ name }))
    const share = Math.ceil((objects - at) / CLUSTERS.length)
    await defineThings(server, PLURAL)
    await createThings(server, { plural: PLURAL, from: 0, to: share, bytes: BYTES })
    servers.push({ name, url: server.url, caData: server.caData, token: server.token })
  }
  const kubeconfig = join(dir, 'kubeconfig')
  await writeFile(kubeconfig, kubeconfigFor(servers), { mode: 0o600 })
  const system = made.use(
    await startConstellation({
      dir: join(dir, 'argus-system'),
      env: process.env,
      clusters: { type: 'kubeconfig', path: kubeconfig },
      anyPorts: true,
      durable: false,
      onNote: (line) => console.log(line),
    }),
  )
  const argus = join(dir, 'argus')
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: dir,
    KUBECONFIG: kubeconfig,
    ARGUS_CONFIG_DIR: join(dir, 'config'),
    ARGUS_CACHE_DIR: join(dir, 'cache'),
  }
  execFileSync(
    argus,
    ['login', system.consoleUrl, '--email', 'admin@argus.local', '--password-stdin'],
    {
      env,
      input: 'admin\n',
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  )
  const lines = async (file: string, line: readonly string[]): Promise<number> => {
    const { stdout } = await promisify(execFile)(file, line, { env, maxBuffer: 1 << 28 })
    return stdout.split('\n').filter((text) => text.includes('thing-')).length
  }
  await until(async () => (await lines(argus, ['get', PLURAL])) === objects, {
    timeoutMs: 120_000,
    what: `${objects} objects in Argus`,
  })

  const one = (name: string) =>
    lines(program, ['--context', name, 'get', `${PLURAL}.bench.argus`, '-A'])
  const tasks: Readonly<Record<Task, () => Promise<number>>> = {
    'argus version': () => lines(argus, ['version']),
    'kubectl version': () => lines(program, ['version', '--client']),
    'argus get': () => lines(argus, ['get', PLURAL]),
    'kubectl get': async () => {
      let all = 0
      for (const name of CLUSTERS) all += await one(name)
      return all
    },
  }
  const times = new Map<Task, number[]>(TASKS.map((task) => [task, []]))
  for (let turn = 0; turn <= repetitions; turn += 1)
    for (const task of TASKS) {
      const began = performance.now()
      const seen = await tasks[task]()
      // The first of each fills what is kept for the next: of argus its code and its kinds, of kubectl its discovery.
      if (turn > 0) times.get(task)?.push(performance.now() - began)
      if (task.endsWith('get') && seen !== objects)
        throw new Error(`${task} showed ${seen} objects`)
    }
  const of = (task: Task): readonly number[] => times.get(task) ?? []
  for (const task of TASKS) console.log(`${task.padEnd(16)} ${spread(of(task), 0)} ms`)
  const ratio = (ours: Task, theirs: Task): number => median(of(ours)) / median(of(theirs))
  return [
    judged('start argus ms', median(of('argus version')), { most: 150 }),
    judged('start argus/kubectl', ratio('argus version', 'kubectl version'), { most: 2 }),
    judged('get argus/three kubectl calls', ratio('argus get', 'kubectl get'), { most: 1 }),
  ]
}
