import { z } from 'zod'

import { clusterState } from '../catalog.ts'
import { agentTokenAnswerSchema } from './agents.ts'
import { clusterDiagnosisSchema } from '../cluster-diagnosis.ts'
import type { Endpoint } from '../endpoint.ts'
import { clusterId } from '../topic.ts'

/**
 * Who says that there is a cluster: a call to the registry, the kubeconfig file of the watcher, a mounted Secret, or the
 * service account that the watcher runs as. Only those of the registry are changed by calls, and those of `agent`, which
 * the registry knows too: nobody reaches them, their agent dials in.
 */
export const clusterSource = z.enum(['registry', 'kubeconfig', 'secret', 'in-cluster', 'agent'])
export type ClusterSource = z.infer<typeof clusterSource>

/** What everybody sees of a cluster who has any grant in it. */
const listed = {
  id: clusterId,
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  source: clusterSource,
  state: clusterState,
}

/** `GET /api/clusters`: the clusters the reader has any grant for, by name. */
export const clustersAnswerSchema = z.object({
  clusters: z.array(
    z.object({
      ...listed,
      /** Of a cluster whose agent dials in: whether it is there now; missing of every other. */
      agent: z.object({ connected: z.boolean() }).optional(),
    }),
  ),
})
export type ClustersAnswer = z.infer<typeof clustersAnswerSchema>

/** A cluster for those who administer it. What opens it is in no answer. */
export const clusterAnswerSchema = z.object({
  ...listed,
  server: z.string(),
  /** Of a cluster whose agent dials in: how that stands; missing of every other. */
  agent: z
    .object({
      connected: z.boolean(),
      /** Since when it is or is not; `null` where it has never been heard of. */
      since: z.iso.datetime().nullable(),
      /** The version of its program; `null` where it has not been heard of for a while. */
      version: z.string().nullable(),
      /** From its API server to Argus, of what changed last, in milliseconds; `null` where nothing is followed. */
      lag: z.number().nullable(),
    })
    .optional(),
  /** What Argus shows itself with there; `elsewhere` where the cluster is not of the registry. */
  credential: z.enum(['none', 'token', 'client-certificate', 'elsewhere']),
  /** What a change must name, so that it undoes no other; `null` where calls change nothing. */
  version: z.int().nullable(),
  createdAt: z.iso.datetime().nullable(),
  updatedAt: z.iso.datetime().nullable(),
})
export type ClusterAnswer = z.infer<typeof clusterAnswerSchema>

/** A cluster that was just registered; for one whose agent dials in, with the token that the agent registers with. */
export const createdAnswerSchema = clusterAnswerSchema.extend({
  registration: agentTokenAnswerSchema.optional(),
})
export type CreatedAnswer = z.infer<typeof createdAnswerSchema>

const pem = z
  .string()
  .max(32_768)
  .regex(/^\s*-----BEGIN [A-Z0-9 ]+-----/, 'must be PEM text')

const server = z
  .url({ protocol: /^https$/, error: 'must be an address such as https://10.0.0.1:6443' })
  .max(2_048)
  .refine(withoutExtras, 'must be scheme, host and port, with a path at most: no user, no query')

/**
 * How to reach an API server and who we are there: either a token or a client certificate with its key, or nothing. Given
 * whole or not at all: whoever changes the address must know the credential, which would else be shown to the new one.
 */
export const connectionSchema = z
  .strictObject({
    server,
    certificateAuthority: pem.optional(),
    /** The name in its certificate, where that is not the host of the address. */
    tlsServerName: z.string().min(1).max(253).optional(),
    token: z
      .string()
      .max(16_384)
      .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
      .optional(),
    clientCertificate: pem.optional(),
    clientKey: pem.optional(),
  })
  .refine(
    ({ clientCertificate, clientKey }) =>
      (clientCertificate === undefined) === (clientKey === undefined),
    { message: 'a client certificate and its key are given together', path: ['clientKey'] },
  )
  .refine(({ token, clientKey }) => token === undefined || clientKey === undefined, {
    message: 'give a token or a client certificate, not both',
    path: ['token'],
  })
export type Connection = z.infer<typeof connectionSchema>

const described = {
  name: z.string().trim().min(1).max(200),
  labels: z.record(z.string(), z.string()).superRefine(validLabels),
}

/** How to reach it, said field by field, or as a kubeconfig of one cluster, of which nothing else is kept. */
const reached = {
  connection: connectionSchema.optional(),
  kubeconfig: z.string().min(1).max(65_536).optional(),
}

/** `POST /api/clusters`. The name is the id unless given. */
export const clusterBodySchema = z
  .strictObject({
    id: clusterId,
    name: described.name.optional(),
    labels: described.labels.default({}),
    ...reached,
    /** Nobody reaches it: its agent dials in. */
    agent: z.literal(true).optional(),
  })
  .refine(
    ({ connection, kubeconfig, agent }) =>
      [connection, kubeconfig, agent].filter((way) => way !== undefined).length === 1,
    { message: 'give either a connection, or a kubeconfig, or agent: true', path: ['connection'] },
  )
export type ClusterBody = z.infer<typeof clusterBodySchema>

/** `PUT /api/clusters/{id}`: name and labels whole; without a connection it is reached as before. */
export const clusterChangeSchema = z
  .strictObject({ version: z.int().positive(), ...described, ...reached })
  .refine((body) => body.connection === undefined || body.kubeconfig === undefined, {
    message: 'give a connection or a kubeconfig, not both',
    path: ['connection'],
  })
export type ClusterChange = z.infer<typeof clusterChangeSchema>

/** `POST /api/clusters/check`: what would be registered. */
const checkBodySchema = z
  .strictObject(reached)
  .refine((body) => (body.connection === undefined) !== (body.kubeconfig === undefined), {
    message: 'give either a connection or a kubeconfig',
    path: ['connection'],
  })

const params = z.strictObject({ id: clusterId })
const administer = { resource: 'clusters', anywhere: true } as const

/** Which clusters there are. Each right is asked for the cluster that the call is about. */
export const clustersEndpoints = {
  list: {
    method: 'get',
    path: '/api/clusters',
    summary: 'The clusters that the caller has any right in, by name',
    access: { type: 'session' },
    answers: { 200: clustersAnswerSchema },
  },
  get: {
    method: 'get',
    path: '/api/clusters/{id}',
    summary: 'A cluster and how it is reached; its credential is never shown',
    access: { type: 'session', permission: { ...administer, verb: 'get' } },
    params,
    answers: { 200: clusterAnswerSchema },
    refusals: ['not_found'],
  },
  create: {
    method: 'post',
    path: '/api/clusters',
    summary:
      'Register a cluster; every replica follows it within two seconds. With `agent`, the answer has the token that its agent registers with',
    access: { type: 'session', permission: { ...administer, verb: 'create' }, recent: true },
    body: clusterBodySchema,
    answers: { 201: createdAnswerSchema },
    refusals: ['conflict'],
  },
  try: {
    method: 'post',
    path: '/api/clusters/check',
    summary:
      'Go the whole way to a cluster that is not registered, and say in words what does not work; nothing is kept',
    access: { type: 'session', permission: { ...administer, verb: 'create' } },
    body: checkBodySchema,
    answers: { 200: clusterDiagnosisSchema },
  },
  check: {
    method: 'post',
    path: '/api/clusters/{id}/check',
    summary: 'Go the whole way to a cluster that is followed, and say in words what does not work',
    access: { type: 'session', permission: { ...administer, verb: 'get' } },
    params,
    answers: { 200: clusterDiagnosisSchema },
    refusals: ['not_found'],
  },
  change: {
    method: 'put',
    path: '/api/clusters/{id}',
    summary:
      'Change a registered cluster, if it still has the version given; without a connection it is reached as before',
    access: { type: 'session', permission: { ...administer, verb: 'update' }, recent: true },
    params,
    body: clusterChangeSchema,
    answers: { 200: clusterAnswerSchema },
    refusals: ['not_found', 'conflict'],
  },
  delete: {
    method: 'delete',
    path: '/api/clusters/{id}',
    summary: 'Forget a registered cluster and its credential, if it still has the version given',
    access: { type: 'session', permission: { ...administer, verb: 'delete' }, recent: true },
    params,
    query: z.strictObject({ version: z.coerce.number().int().positive() }),
    answers: { 204: 'empty' },
    refusals: ['not_found', 'conflict'],
  },
} as const satisfies Record<string, Endpoint>

function withoutExtras(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && [url.username, url.password, url.search, url.hash].every((it) => it === '')
}

/** As Kubernetes writes labels (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set). */
const LABEL_KEY =
  /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/
const MAX_LABELS = 64

function validLabels(labels: Record<string, string>, context: z.RefinementCtx): void {
  const entries = Object.entries(labels)
  if (entries.length > MAX_LABELS)
    context.addIssue({ code: 'custom', message: `at most ${MAX_LABELS} labels` })
  for (const [key, value] of entries) {
    if (LABEL_KEY.test(key) && LABEL_VALUE.test(value)) continue
    const message = 'is no label: letters, digits, dashes, dots and underscores, at most 63'
    context.addIssue({ code: 'custom', path: [key], message })
  }
}
