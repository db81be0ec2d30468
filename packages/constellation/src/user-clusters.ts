import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { openApiServer } from '@argus/informer/api-server'
import { type KubeconfigContext, loadKubeconfig } from '@argus/informer/credential'
import { serverVersion } from '@argus/informer/server-version'
import { parse, stringify } from 'yaml'

import { selectContexts } from './kubeconfig-selection.ts'

/** The clusters of a person's own kubeconfig: those that answer, and why each of the others is left out. */
export interface UserClusters {
  readonly answering: readonly string[]
  readonly left: readonly { readonly context: string; readonly why: string }[]
  /** What is run on this machine to get a credential, as kubectl would. */
  readonly commands: readonly string[]
}

/** How long a context may take to answer. */
const ANSWER_MS = 3_000

/**
 * Asks every context of the files what it is. Files that are not there are no files; one that cannot be read is
 * named among what was left out.
 */
export async function findUserClusters(paths: readonly string[]): Promise<UserClusters> {
  const read = paths.map((path) => contextsOf(path))
  const contexts = read.flatMap((it) => it.contexts)
  const asked = await Promise.all(
    contexts
      .filter(({ context }, at) => contexts.findIndex((it) => it.context === context) === at)
      .map(async (it) => ({ context: it.context, why: await whyNot(it) })),
  )
  return {
    answering: asked.filter(({ why }) => why === undefined).map(({ context }) => context),
    left: [
      ...read.flatMap(({ fault }) => (fault === undefined ? [] : [fault])),
      ...asked.flatMap(({ context, why }) => (why === undefined ? [] : [{ context, why }])),
    ],
    commands: [...new Set(contexts.flatMap(({ commands }) => commands))],
  }
}

/** Writes a kubeconfig with the chosen contexts alone, for its owner's eyes. */
export async function writeSelection(
  to: string,
  paths: readonly string[],
  chosen: readonly string[],
): Promise<void> {
  const files = await Promise.all(
    paths.map(async (path) => ({ path, content: parse(await textOf(path)) ?? {} })),
  )
  await mkdir(dirname(to), { recursive: true })
  await writeFile(to, stringify(selectContexts(files, chosen)), { mode: 0o600 })
}

interface Read {
  readonly contexts: readonly KubeconfigContext[]
  readonly fault?: { readonly context: string; readonly why: string }
}

function contextsOf(path: string): Read {
  try {
    return { contexts: loadKubeconfig(path) }
  } catch (error) {
    return { contexts: [], fault: { context: path, why: reasonOf(error) } }
  }
}

async function whyNot({ access }: KubeconfigContext): Promise<string | undefined> {
  try {
    await using api = openApiServer(access, { userAgent: 'argus' })
    await serverVersion(api, AbortSignal.timeout(ANSWER_MS))
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && error.name === 'TimeoutError'
    ? `no answer in ${ANSWER_MS / 1000} s`
    : String(error instanceof Error ? error.message : error)
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return '' // Named already among what was left out.
  }
}
