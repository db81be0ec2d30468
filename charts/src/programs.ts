import { accessSync, constants, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** What looks at the chart, and the folder of `tools` whose `build.sh` builds it where it is not on PATH. */
const PROGRAMS = {
  helm: { module: 'helm.sh/helm/v4', tools: 'helm' },
  'helm-docs': { module: 'github.com/norwoodj/helm-docs', tools: 'helm' },
  'helm-unittest': { module: 'github.com/helm-unittest/helm-unittest', tools: 'helm' },
  kubeconform: { module: 'github.com/yannh/kubeconform', tools: 'helm' },
  promtool: { module: 'github.com/prometheus/prometheus', tools: 'promtool' },
} as const

export type Program = keyof typeof PROGRAMS

/** What helm and its like and the schemas are built from. */
export const TOOLS = join(import.meta.dirname, '../../tools/helm')

/** The user's folder of what was built or fetched for the chart: outside the tree, so that a fresh clone finds it. */
export function cacheFolder(): string {
  // oxlint-disable-next-line node/no-process-env -- where the user keeps what may be fetched again
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'argus', 'helm')
}

/** Where a program is: on PATH, else where it was built to. Throws where it is in neither. */
export function programPath(name: Program): string {
  const path = findProgram(name)
  if (path !== undefined) return path
  throw new Error(`There is no ${name}. Build it by \`make helm-tools\`, or put one on PATH.`)
}

/** The programs that are missing, in one sentence; `undefined` where none is. */
export function programsMissing(...names: readonly Program[]): string | undefined {
  const missing = names.filter((name) => findProgram(name) === undefined)
  return missing.length === 0 ? undefined : `no ${missing.join(', ')}: run \`make helm-tools\``
}

function findProgram(name: Program): string | undefined {
  // oxlint-disable-next-line node/no-process-env -- PATH is where a shell would look
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const built = join(cacheFolder(), `${name}-${versionOf(PROGRAMS[name])}`)
  return [...folders.map((folder) => join(folder, name)), built].find(executable)
}

function versionOf({ module, tools }: (typeof PROGRAMS)[Program]): string {
  const lines = readFileSync(join(TOOLS, '..', tools, 'go.mod'), 'utf8').split('\n')
  const line = lines.find((text) => text.trim().startsWith(`${module} `))
  const version = line?.trim().split(' ')[1]
  if (version === undefined) throw new Error(`tools/${tools}/go.mod does not name ${module}`)
  return version
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // Not there, or not ours to run.
  }
}
