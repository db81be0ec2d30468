import type { Login } from '../session.ts'
import { readOptions } from '../smoke/options.ts'
import { smoke } from '../smoke/smoke.ts'
import { forward, type Kubectl } from './kubectl.ts'
import { NAMESPACE, RELEASE } from './release.ts'

const SERVICES = { auth: 8080, watcher: 8081, gateway: 8082 }

/** The smoke of an operator who has nothing but kubectl. Throws what it printed where it failed. */
export async function smokeThroughPortForwards(
  kubectl: Kubectl,
  { consoleUrl, login }: { readonly consoleUrl: string; readonly login: Login },
): Promise<string> {
  await using opened = new AsyncDisposableStack()
  const open = async (name: string, port: number, at?: number): Promise<string> => {
    const service = `${RELEASE}-${name}`
    const to = { namespace: NAMESPACE, service, port, ...(at !== undefined && { at }) }
    return opened.use(await forward(kubectl, to)).url
  }
  await open('web', 80, Number(new URL(consoleUrl).port))
  const services = await Promise.all(
    Object.entries(SERVICES).map(([name, port]) => open(name, port)),
  )
  const options = readOptions({
    ARGUS_URL: consoleUrl,
    ARGUS_SERVICE_URLS: services.join(','),
    ARGUS_EMAIL: login.email,
    ARGUS_PASSWORD: login.password,
  })
  if ('faults' in options) throw new Error(options.faults.join())
  const lines: string[] = []
  if ((await smoke(options, (line) => lines.push(line))) !== 0) throw new Error(lines.join('\n'))
  return `${lines.filter((line) => line.startsWith('✓')).length} steps passed`
}
