import { hops, list, port, readEnv } from '@argus/service-kit/env'
import { SERVICE_ACCOUNT_FOLDER } from '@argus/informer/service-account'
import { z } from 'zod'

import type { AddressPolicy } from './cluster/address/address-policy.ts'
import { parseRange } from './cluster/address/address-range.ts'
import type { InCluster } from './cluster/in-cluster.ts'

/** What an operator decides about this service. */
export interface WatcherConfig {
  readonly host: string
  readonly port: number
  readonly redisUrl: string
  readonly databaseUrl: string
  readonly keyEncryptionKey: Buffer
  readonly previousKeyEncryptionKeys: readonly Buffer[]
  /** A file whose contexts are clusters, beside those that calls register. */
  readonly kubeconfig: string | undefined
  /** A folder of mounted Secrets, each of which is a cluster. */
  readonly clusterSecrets: string | undefined
  /** The cluster that the watcher runs in, where that is to be followed. */
  readonly inCluster: InCluster | undefined
  /** Where the clusters of others may be: those of calls and of Secrets. */
  readonly addresses: AddressPolicy
  /** A folder of an operator's own plugin manifests. */
  readonly pluginsDir: string | undefined
  /** Where auth publishes its keys, and where it answers services. */
  readonly authUrl: string
  readonly authInternalUrl: string
  readonly serviceToken: string
  /** The proxies whose word on a caller's address is believed. */
  readonly trustedProxies: readonly string[]
  /** Whether readers who may list Secrets may follow them, by their metadata. */
  readonly secrets: 'never' | 'metadata'
  /** The name of this process among its like; of host and chance where none is given. */
  readonly replica: string | undefined
  readonly logLevel: string
}

/** Reads and checks the variables; throws one error that names every bad one, and prints no value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): WatcherConfig {
  const read = readEnv(schema, env)
  return {
    host: read.ARGUS_WATCHER_HOST,
    port: read.ARGUS_WATCHER_PORT,
    redisUrl: read.REDIS_URL,
    databaseUrl: read.DATABASE_URL,
    keyEncryptionKey: read.ARGUS_KEY_ENCRYPTION_KEY,
    previousKeyEncryptionKeys: read.ARGUS_PREVIOUS_KEY_ENCRYPTION_KEYS,
    kubeconfig: read.ARGUS_KUBECONFIG,
    clusterSecrets: read.ARGUS_CLUSTER_SECRETS,
    inCluster: inClusterOf(read),
    addresses: {
      allowed: read.ARGUS_ALLOWED_CLUSTER_ADDRESSES,
      refused: read.ARGUS_REFUSED_CLUSTER_ADDRESSES,
    },
    pluginsDir: read.ARGUS_PLUGINS_DIR,
    authUrl: read.ARGUS_AUTH_URL,
    authInternalUrl: read.ARGUS_AUTH_INTERNAL_URL,
    serviceToken: read.ARGUS_SERVICE_TOKEN,
    trustedProxies: read.ARGUS_TRUSTED_PROXIES,
    secrets: read.ARGUS_SECRETS,
    replica: read.ARGUS_REPLICA,
    logLevel: read.LOG_LEVEL,
  }
}

function inClusterOf(read: z.infer<typeof schema>): InCluster | undefined {
  const { ARGUS_IN_CLUSTER_NAME: name, KUBERNETES_SERVICE_HOST: host } = read
  if (name === undefined || host === undefined) return undefined
  return { name, host, port: read.KUBERNETES_SERVICE_PORT, folder: SERVICE_ACCOUNT_FOLDER }
}

const address = z.url({
  protocol: /^https?$/,
  error: 'required: an address such as http://auth:8080',
})

const keyEncryptionKey = z
  .string('required: 32 random bytes in base64, such as from `openssl rand -base64 32`')
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length === 32, { message: 'must be 32 bytes in base64' })

const range = z.string().transform((text, context) => {
  const parsed = parseRange(text)
  if (parsed !== undefined) return parsed
  const message = 'each must be an address or a range such as 10.0.0.0/8'
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})
const ranges = list.pipe(z.array(range)).default([])

const variables = z.object({
  /** The address the port listens on: loopback, unless a container or a host of its own says otherwise. */
  ARGUS_WATCHER_HOST: z.string().default('127.0.0.1'),
  ARGUS_WATCHER_PORT: port.default(8081),
  REDIS_URL: z.string('required: redis://host:6379'),
  DATABASE_URL: z.string('required: postgres://user@host/database'),
  /** Seals the credentials of clusters. Lost, each cluster's connection must be registered again. Not the one of auth. */
  ARGUS_KEY_ENCRYPTION_KEY: keyEncryptionKey,
  /** Keys that the one above replaced, separated by commas: they still open what was sealed under them. */
  ARGUS_PREVIOUS_KEY_ENCRYPTION_KEYS: list.pipe(z.array(keyEncryptionKey)).default([]),
  /** A file that is trusted as kubectl trusts it: each of its contexts is a cluster. Its clusters are not changed by calls. */
  ARGUS_KUBECONFIG: z.string().optional(),
  /** A folder with a folder for each Secret, in the format of Argo CD or of Cluster API. */
  ARGUS_CLUSTER_SECRETS: z.string().optional(),
  /** The name under which the cluster that the watcher runs in is followed, as the service account of its Pod. */
  ARGUS_IN_CLUSTER_NAME: z.string().optional(),
  /** Both are set by Kubernetes in every container. */
  KUBERNETES_SERVICE_HOST: z.string().optional(),
  KUBERNETES_SERVICE_PORT: port.default(443),
  /** Where clusters of calls and Secrets may be although they are refused by default: loopback, link-local and the like. */
  ARGUS_ALLOWED_CLUSTER_ADDRESSES: ranges,
  /** Where they may not be beside those, such as networks that hold no cluster. */
  ARGUS_REFUSED_CLUSTER_ADDRESSES: ranges,
  /** Where an operator adds kinds of their own or presents known ones otherwise: a folder of YAML, such as a mounted ConfigMap. */
  ARGUS_PLUGINS_DIR: z.string().optional(),
  /** The public port of auth: its key set. */
  ARGUS_AUTH_URL: address,
  /** Its internal port: sessions, grants, notices. */
  ARGUS_AUTH_INTERNAL_URL: address,
  ARGUS_SERVICE_TOKEN: z.string('required: at least 32 characters, the same as for auth').min(32),
  /** The proxies in front of this service, addresses or networks: of `X-Forwarded-For` only what they say is believed. */
  ARGUS_TRUSTED_PROXIES: hops,
  /** Lets readers who may list Secrets follow their names, labels and dates; what is in them is never asked for. */
  ARGUS_SECRETS: z.enum(['never', 'metadata']).default('never'),
  /** Only where a name is easier to find in logs than host and chance; two replicas must never share one. */
  ARGUS_REPLICA: z
    .string()
    .regex(/^[\w.-]{1,128}$/, 'letters, digits, dots and dashes, at most 128')
    .optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

const schema = variables.refine(
  (read) => read.ARGUS_IN_CLUSTER_NAME === undefined || read.KUBERNETES_SERVICE_HOST,
  {
    path: ['ARGUS_IN_CLUSTER_NAME'],
    message: 'is for a watcher that runs in a cluster, where KUBERNETES_SERVICE_HOST is set',
  },
)
