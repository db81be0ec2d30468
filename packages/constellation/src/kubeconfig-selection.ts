import { dirname, isAbsolute, join } from 'node:path'
import { z } from 'zod'

/** The text of a kubeconfig, parsed, and where it lies: what it names by a relative path lies beside it. */
export interface KubeconfigFile {
  readonly path: string
  readonly content: unknown
}

/**
 * One kubeconfig with the chosen contexts alone, of several files as kubectl merges them: the first to set a name
 * wins. Relative paths become absolute, for the result lies elsewhere. Throws what is wrong with a file's form.
 */
export function selectContexts(
  files: readonly KubeconfigFile[],
  chosen: readonly string[],
): Record<string, unknown> {
  const parsed = files.map(({ path, content }) => ({ path, ...kubeconfigSchema.parse(content) }))
  const contexts = firstOf(parsed.flatMap((file) => file.contexts)).filter(({ name }) =>
    chosen.includes(name),
  )
  const clusters = firstOf(
    parsed.flatMap(({ path, clusters: list }) =>
      list.map((entry) => ({
        ...entry,
        cluster: absolute(entry.cluster, ['certificate-authority'], path),
      })),
    ),
  )
  const users = firstOf(
    parsed.flatMap(({ path, users: list }) =>
      list.map((entry) => ({ ...entry, user: absoluteUser(entry.user, path) })),
    ),
  )
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': contexts[0]?.name ?? '',
    contexts,
    clusters: clusters.filter(({ name }) => contexts.some((it) => it.context.cluster === name)),
    users: users.filter(({ name }) => contexts.some((it) => it.context.user === name)),
  }
}

const settings = z.record(z.string(), z.unknown())
const list = <T extends z.ZodType>(entry: T) =>
  z
    .array(entry)
    .nullish()
    .transform((entries) => entries ?? [])

const kubeconfigSchema = z.looseObject({
  contexts: list(
    z.looseObject({
      name: z.string(),
      context: z.looseObject({ cluster: z.string(), user: z.string().optional() }),
    }),
  ),
  clusters: list(z.looseObject({ name: z.string(), cluster: settings })),
  users: list(z.looseObject({ name: z.string(), user: settings })),
})

type Settings = z.infer<typeof settings>

function firstOf<T extends { readonly name: string }>(entries: readonly T[]): readonly T[] {
  return entries.filter(({ name }, at) => entries.findIndex((it) => it.name === name) === at)
}

function absoluteUser(user: Settings, path: string): Settings {
  const files = absolute(user, ['client-certificate', 'client-key', 'tokenFile'], path)
  const exec = z.looseObject({ command: z.string() }).safeParse(files['exec'])
  // A command without a slash is looked up on PATH, as kubectl does it.
  if (!exec.success || !exec.data.command.includes('/')) return files
  return { ...files, exec: absolute(exec.data, ['command'], path) }
}

function absolute(from: Settings, names: readonly string[], path: string): Settings {
  return Object.fromEntries(
    Object.entries(from).map(([name, value]) =>
      names.includes(name) && typeof value === 'string' && value !== '' && !isAbsolute(value)
        ? [name, join(dirname(path), value)]
        : [name, value],
    ),
  )
}
