import { KubeConfig } from '@kubernetes/client-node'
import type { RequestOptions } from 'node:https'
import { z } from 'zod'
import type { ClusterAccess, Credential, CredentialSource } from './cluster-access.ts'

/** A context of a kubeconfig. */
export interface KubeconfigContext {
  /** The name of its cluster. */
  readonly name: string
  readonly context: string
  readonly server: string
  /** What would be executed on this machine to get its credential. */
  readonly commands: readonly string[]
  readonly access: ClusterAccess
}

/** A kubeconfig that cannot be used; the message says what to do. */
export class KubeconfigError extends Error {
  override name = 'KubeconfigError'
}

/**
 * The contexts of a kubeconfig on the operator's own disk, which is trusted as kubectl trusts it: it may name
 * files and commands. Nothing is executed and nobody is asked before an access is used.
 */
export function loadKubeconfig(path: string): readonly KubeconfigContext[] {
  const config = read(path)
  const contexts = config.getContexts()
  if (contexts.length === 0) {
    throw new KubeconfigError(
      `${path} names no context. Add one with \`kubectl config set-context\`.`,
    )
  }
  return contexts.map(({ name: context, cluster: name, user }) => {
    const cluster = config.getCluster(name)
    if (!cluster) {
      throw new KubeconfigError(
        `${path}: the context "${context}" names the cluster "${name}", which the file does not have. Add it, or remove the context.`,
      )
    }
    const credential = cached(() => readCredential(path, context))
    return {
      name,
      context,
      server: cluster.server,
      commands: commandsOf(config.getUser(user)),
      access: { server: cluster.server, credential },
    }
  })
}

function read(path: string): KubeConfig {
  const config = new KubeConfig()
  try {
    config.loadFromFile(path)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new KubeconfigError(
      `Cannot read the kubeconfig ${path}: ${why}. Set KUBECONFIG to a file that kubectl can use.`,
      { cause },
    )
  }
  return config
}

/** Reads a credential at most once a minute, and after a 401: a command that gives it may take seconds. */
function cached(read: () => Promise<Credential>): CredentialSource {
  let last: { readonly at: number; readonly value: Promise<Credential> } | undefined
  const refresh = () => {
    const value = read()
    last = { at: performance.now(), value }
    // A failed reading is not kept: the next request tries again.
    value.catch(() => (last = undefined))
    return value
  }
  const current = () => (last && performance.now() - last.at < KEPT_MS ? last.value : refresh())
  return { current, refresh }
}

const KEPT_MS = 60_000

/** Reads the file again each time, so that a renewed one, or a command's new answer, is picked up. */
async function readCredential(path: string, context: string): Promise<Credential> {
  const config = read(path)
  config.setCurrentContext(context)
  const cluster = config.getCurrentCluster()
  if (cluster?.proxyUrl) {
    throw new KubeconfigError(
      `The cluster "${cluster.name}" is reached through the proxy of \`proxy-url\`, which is not supported. Reach it directly, or forward its port.`,
    )
  }
  if (cluster?.skipTLSVerify) {
    throw new KubeconfigError(
      `The cluster "${cluster.name}" has \`insecure-skip-tls-verify\`: whoever answers at its address would get the credential. Remove it, and give its authority in \`certificate-authority-data\`.`,
    )
  }
  const options: RequestOptions = {}
  await config.applyToHTTPSOptions(options)
  const { ca, cert, key, servername, auth, headers } = optionsSchema.parse(options)
  const basic = auth ? `Basic ${Buffer.from(auth).toString('base64')}` : undefined
  const authorization = headers?.Authorization ?? basic
  return {
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(servername === undefined ? {} : { servername }),
    },
    ...(authorization === undefined ? {} : { authorization }),
  }
}

const pem = z
  .union([z.string(), z.instanceof(Buffer)])
  .nullish()
  .transform((value) => value ?? undefined)
const optionsSchema = z.object({
  ca: pem,
  cert: pem,
  key: pem,
  servername: z.string().optional(),
  auth: z.string().optional(),
  headers: z.object({ Authorization: z.string().optional() }).optional(),
})

const execSchema = z.object({ command: z.string(), args: z.array(z.string()).nullish() })
const providerSchema = z.object({ config: z.object({ 'cmd-path': z.string() }) })

function commandsOf(user: { readonly exec?: unknown; readonly authProvider?: unknown } | null) {
  const exec = execSchema.safeParse(user?.exec)
  const provider = providerSchema.safeParse(user?.authProvider)
  return [
    ...(exec.success ? [[exec.data.command, ...(exec.data.args ?? [])].join(' ')] : []),
    ...(provider.success ? [provider.data.config['cmd-path']] : []),
  ]
}
