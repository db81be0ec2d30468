import { z } from 'zod'

/** What is tried, and as whom. */
export interface SmokeOptions {
  /** The console's origin: everything is reached through it, as a browser does. */
  readonly url: string
  readonly email: string
  readonly password: string
  /** Ports of services that are asked for `/readyz` besides, where this machine reaches them. */
  readonly services: readonly string[]
  /** A cluster to write in, whose change is then waited for; without one, any change of any cluster is. */
  readonly writing: { readonly kubeconfig: string; readonly namespace: string } | undefined
  /** How long a change may take to arrive. */
  readonly patienceMs: number
}

const origin = z
  .url({ protocol: /^https?$/, error: 'must be an address such as http://localhost:3000' })
  .transform((text) => new URL(text).origin)

const schema = z.object({
  ARGUS_URL: origin.default('http://localhost:3000'),
  ARGUS_EMAIL: z.email().default('admin@argus.local'),
  /** The one that the development mode has. */
  ARGUS_PASSWORD: z.string().min(1).default('admin'),
  ARGUS_SERVICE_URLS: z
    .string()
    .transform((text) => text.split(',').filter((item) => item !== ''))
    .pipe(z.array(origin))
    .optional(),
  ARGUS_SMOKE_KUBECONFIG: z.string().optional(),
  ARGUS_SMOKE_NAMESPACE: z.string().default('default'),
  ARGUS_SMOKE_SECONDS: z.coerce.number().positive().default(60),
})

/** Where `make up` and compose put them. */
const USUAL_SERVICES = ['http://127.0.0.1:8080', 'http://127.0.0.1:8081', 'http://127.0.0.1:8082']

/** Reads the variables; answers, in place of the options, what is wrong with each bad one. */
export function readOptions(
  env: Readonly<Record<string, string | undefined>>,
): SmokeOptions | { readonly faults: readonly string[] } {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(present)
  if (!parsed.success)
    return {
      faults: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    }
  const { data } = parsed
  const usual = data.ARGUS_URL === 'http://localhost:3000' ? USUAL_SERVICES : []
  const kubeconfig = data.ARGUS_SMOKE_KUBECONFIG
  return {
    url: data.ARGUS_URL,
    email: data.ARGUS_EMAIL,
    password: data.ARGUS_PASSWORD,
    services: data.ARGUS_SERVICE_URLS ?? usual,
    writing:
      kubeconfig === undefined ? undefined : { kubeconfig, namespace: data.ARGUS_SMOKE_NAMESPACE },
    patienceMs: data.ARGUS_SMOKE_SECONDS * 1_000,
  }
}
