import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** The keys of a Secret and their values. */
export type SecretKeys = ReadonlyMap<string, string>

/** No Secret is larger (https://kubernetes.io/docs/concepts/configuration/secret/#restriction-data-size). */
const LIMIT_BYTES = 1024 * 1024

/** The folders inside one, by name: each is a Secret. What begins with a dot is of the one who mounts. */
export async function listSecrets(root: string): Promise<readonly string[]> {
  const names = (await readdir(root)).filter((name) => !name.startsWith('.')).toSorted()
  const isFolder = await Promise.all(names.map((name) => isDirectory(join(root, name))))
  return names.filter((_, at) => isFolder[at])
}

/**
 * The files of a mounted Secret. Kubernetes writes a new folder and turns the link `..data` to it, so the files behind one
 * reading of the link belong together; where the old folder vanishes meanwhile they are read once more.
 */
export async function readSecret(folder: string): Promise<SecretKeys> {
  try {
    return await readOnce(folder)
  } catch {
    return readOnce(folder)
  }
}

async function readOnce(folder: string): Promise<SecretKeys> {
  const data = await realpath(join(folder, '..data')).catch(() => realpath(folder))
  const names = (await readdir(data)).filter((name) => !name.startsWith('.'))
  const entries = await Promise.all(
    names.map(async (name) => [name, await readKey(join(data, name))] as const),
  )
  return new Map(entries)
}

async function readKey(path: string): Promise<string> {
  const { size } = await stat(path)
  if (size > LIMIT_BYTES) throw new Error(`${path} is larger than any Secret`)
  return readFile(path, 'utf8')
}

/** What has gone meanwhile is none. */
async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
