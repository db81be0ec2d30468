import type { ClusterDiagnosis } from '@argus/contracts/cluster-diagnosis'
import { openApiServer, type ApiServer } from '@argus/informer/api-server'
import type { ClusterAccess } from '@argus/informer/cluster-access'
import type { Resolve } from '@argus/informer/resolve'
import { z } from 'zod'

import { abortable } from '@argus/informer/abortable'
import { failureOf } from './failure-of.ts'
import { failed } from './failure-text.ts'
import { reviewAccount } from './review-account.ts'

export interface CheckOptions {
  /** Judges where the connection leads, as for every cluster. */
  readonly resolve: Resolve
  readonly signal: AbortSignal
  /** For all of it, in milliseconds. */
  readonly timeoutMs?: number
}

/** A person waits for the answer. */
const TIMEOUT_MS = 10_000

/**
 * Goes the whole way to a cluster, as following it would: the name, the connection, the certificate, the version, what is
 * served, and what the account may do. Answers the first thing that does not work, in words for people; rejects with the
 * signal's reason alone. Nothing is kept.
 */
export async function checkCluster(
  access: ClusterAccess,
  { resolve, signal, timeoutMs = TIMEOUT_MS }: CheckOptions,
): Promise<ClusterDiagnosis> {
  const { server } = access
  const timely = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  const timing = { handshakeMs: timeoutMs, headMs: timeoutMs }
  await using api = openApiServer(access, { userAgent: 'argus-watcher', resolve, timing })
  try {
    // A connection that is being made does not end with the signal.
    return await abortable(ask(api, timely), timely)
  } catch (error) {
    signal.throwIfAborted()
    return failed(failureOf(error), { server, detail: detailOf(error) })
  }
}

async function ask(api: ApiServer, signal: AbortSignal): Promise<ClusterDiagnosis> {
  const version = await readVersion(api, signal)
  if (isTooOld(version)) {
    const detail = `It is ${version.gitVersion}; ${OLDEST} is the oldest that Argus follows`
    return failed('version_too_old', { server: api.server, detail })
  }
  await readGroups(api, signal)
  return {
    type: 'ok',
    version: version.gitVersion,
    findings: [...(await reviewAccount(api, signal))],
  }
}

/** Definitions have been `apiextensions.k8s.io/v1`, and watches have had bookmarks, since then. */
const OLDEST = 'v1.16'
const OLDEST_MINOR = 16

async function readVersion(api: ApiServer, signal: AbortSignal): Promise<Version> {
  return versionSchema.parse(await api.get('/version', { signal }))
}

const versionSchema = z.object({ gitVersion: z.string().regex(/^v\d+\.\d+/) })
type Version = z.infer<typeof versionSchema>

function isTooOld({ gitVersion }: Version): boolean {
  const [major = 0, minor = 0] = gitVersion.slice(1).split('.').map(Number.parseFloat)
  return major < 1 || (major === 1 && minor < OLDEST_MINOR)
}

/** The version is told to anybody: this is the first question that the credential counts for. */
async function readGroups(api: ApiServer, signal: AbortSignal): Promise<void> {
  groupsSchema.parse(await api.get('/apis', { signal }))
}

const groupsSchema = z.object({ kind: z.literal('APIGroupList') })

/** The answer of a server that is none of ours is not repeated. */
function detailOf(error: unknown): string {
  if (error instanceof z.ZodError) return 'Its answer is not the one of an API server'
  return error instanceof Error ? error.message : String(error)
}
