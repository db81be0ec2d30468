/** A path through the console's server that each service answers by itself, whoever asks. */
const THROUGH_THE_CONSOLE = [
  { service: 'auth', path: '/.well-known/jwks.json', status: 200 },
  { service: 'watcher', path: '/api/plugins', status: 401 },
  { service: 'gateway', path: '/api/resources/none/none/-/none', status: 401 },
] as const

/** Asks each service through the console; throws what the first that is not itself answers. */
export async function reachedThrough(url: string): Promise<string> {
  for (const { service, path, status } of THROUGH_THE_CONSOLE) {
    const answer = await ask(`${url}${path}`)
    if (answer.status !== status)
      throw new Error(
        `${service} is not reached through the console: ${said(`${url}${path}`, answer)}`,
      )
  }
  return THROUGH_THE_CONSOLE.map(({ service }) => service).join(', ')
}

/** Asks a service's own port; `undefined` where nothing listens there for us, throws where it is not ready. */
export async function readiness(service: string): Promise<string | undefined> {
  const url = `${service}/readyz`
  let answer: Answer
  try {
    answer = await ask(url)
  } catch (error) {
    if (isRefused(error)) return undefined
    throw error
  }
  if (answer.status !== 200) throw new Error(said(url, answer))
  return `${service} is ready`
}

/** The page of the log-in, and what keeps it from being anything else. */
export async function loginPage(url: string): Promise<string> {
  const answer = await ask(`${url}/login`)
  const policy = answer.headers.get('content-security-policy')
  if (answer.status !== 200 || !answer.text.includes('<div id="root">'))
    throw new Error(`there is no page: ${said(`${url}/login`, answer)}`)
  if (policy === null || !policy.includes("require-trusted-types-for 'script'"))
    throw new Error(`${url}/login has no content security policy, or not ours: ${policy ?? 'none'}`)
  return `${url}/login with its content security policy`
}

interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

async function ask(url: string): Promise<Answer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: 'manual' })
  return { status: response.status, text: await response.text(), headers: response.headers }
}

function said(url: string, { status, text }: Answer): string {
  return `${url} answers ${status} ${text.slice(0, 200)}`
}

function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED'
}
