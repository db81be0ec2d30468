import { SERVICE_ACCOUNT_FOLDER } from '@argus/informer/service-account'
import { port, readEnv } from '@argus/service-kit/env'
import { z } from 'zod'

/** What an operator decides about an agent. */
export interface AgentConfig {
  readonly host: string
  readonly port: number
  /** Where the console is. */
  readonly url: string
  /** A file with the authority that vouches for it, in PEM. */
  readonly caFile: string | undefined
  readonly proxyEnv: Readonly<Record<string, string | undefined>>
  /** Good once, at the first start. */
  readonly token: string | undefined
  readonly keyPlace:
    | { readonly type: 'file'; readonly path: string }
    | { readonly type: 'secret'; readonly name: string }
  readonly cluster:
    | { readonly type: 'kubeconfig'; readonly path: string; readonly context: string | undefined }
    | {
        readonly type: 'in-cluster'
        readonly host: string
        readonly port: number
        readonly folder: string
      }
  readonly secrets: 'never' | 'metadata'
  readonly logLevel: string
}

/** Reads and checks the variables; throws one error that names every bad one, and prints no value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): AgentConfig {
  const read = readEnv(schema, env)
  const { ARGUS_KUBECONFIG: path, ARGUS_AGENT_KEY_FILE: file } = read
  return {
    host: read.ARGUS_AGENT_HOST,
    port: read.ARGUS_AGENT_PORT,
    url: read.ARGUS_URL,
    caFile: read.ARGUS_CA_FILE,
    proxyEnv: Object.fromEntries(PROXY_VARIABLES.map((name) => [name, env[name]])),
    token: read.ARGUS_AGENT_TOKEN,
    keyPlace:
      file === undefined
        ? { type: 'secret', name: read.ARGUS_AGENT_KEY_SECRET }
        : { type: 'file', path: file },
    cluster:
      path === undefined
        ? {
            type: 'in-cluster',
            host: read.KUBERNETES_SERVICE_HOST ?? '',
            port: read.KUBERNETES_SERVICE_PORT,
            folder: SERVICE_ACCOUNT_FOLDER,
          }
        : { type: 'kubeconfig', path, context: read.ARGUS_CONTEXT },
    secrets: read.ARGUS_SECRETS,
    logLevel: read.LOG_LEVEL,
  }
}

/** As everybody writes them; Node reads both spellings. */
const PROXY_VARIABLES = [
  'HTTP_PROXY',
  'http_proxy',
  'HTTPS_PROXY',
  'https_proxy',
  'NO_PROXY',
  'no_proxy',
]

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** What an agent sends is for its watcher alone. */
const consoleUrl = z
  .url({
    protocol: /^https?$/,
    error: 'required: the address of the console, https://argus.example.org',
  })
  .refine((text) => text.startsWith('https:') || LOOPBACK.test(URL.parse(text)?.hostname ?? ''), {
    message: 'must be https; http is for a console on this machine',
  })

const variables = z.object({
  /** Where the health port listens: loopback, unless a container says otherwise. */
  ARGUS_AGENT_HOST: z.string().default('127.0.0.1'),
  ARGUS_AGENT_PORT: port.default(8083),
  ARGUS_URL: consoleUrl,
  /** Where the certificate of the console is of an authority of one's own. */
  ARGUS_CA_FILE: z.string().optional(),
  /** The registration token that the console shows once. Of no use any more after the first start. */
  ARGUS_AGENT_TOKEN: z.string().optional(),
  /** Where an agent that runs outside of a cluster keeps its key. */
  ARGUS_AGENT_KEY_FILE: z.string().optional(),
  /** The Secret of its own namespace in which it keeps its key inside of one. */
  ARGUS_AGENT_KEY_SECRET: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'must be the name of a Secret')
    .default('argus-agent-key'),
  /** The cluster to follow, where that is not the one that the agent runs in. */
  ARGUS_KUBECONFIG: z.string().optional(),
  /** The context of the kubeconfig, where it has more than one. */
  ARGUS_CONTEXT: z.string().optional(),
  /** Both are set by Kubernetes in every container. */
  KUBERNETES_SERVICE_HOST: z.string().optional(),
  KUBERNETES_SERVICE_PORT: port.default(443),
  /** Lets names, labels and dates of Secrets leave the cluster, where the watcher shows them; what is in them never does. */
  ARGUS_SECRETS: z.enum(['never', 'metadata']).default('never'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

const schema = variables
  .refine((read) => read.ARGUS_KUBECONFIG ?? read.KUBERNETES_SERVICE_HOST, {
    path: ['ARGUS_KUBECONFIG'],
    message: 'required outside of a cluster: a kubeconfig of the cluster to follow',
  })
  .refine((read) => read.ARGUS_AGENT_KEY_FILE ?? read.KUBERNETES_SERVICE_HOST, {
    path: ['ARGUS_AGENT_KEY_FILE'],
    message: 'required outside of a cluster: the file in which the agent keeps its key',
  })
