import { mkdir, mkdtemp, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** The keys of Secrets, by the folders that they are mounted in. */
type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>

/** A folder that is filled as kubelet fills volumes: a new folder each time, and one link that is turned to it at once. */
export interface Volume extends AsyncDisposable {
  readonly path: string
  /** One volume of many Secrets (`projected`): the link is at the top. */
  project(secrets: Secrets): Promise<void>
  /** A volume for a Secret of its own: the link is inside. */
  mount(name: string, keys: Readonly<Record<string, string>>): Promise<void>
  unmount(name: string): Promise<void>
}

export async function makeVolume(): Promise<Volume> {
  const path = await mkdtemp(join(tmpdir(), 'argus-volume-'))
  let turn = 0
  const write = async (at: string, files: ReadonlyMap<string, string>): Promise<void> => {
    const fresh = `..turn_${(turn += 1)}`
    for (const [file, text] of files) {
      await mkdir(dirname(join(at, fresh, file)), { recursive: true })
      await writeFile(join(at, fresh, file), text)
    }
    const before = await readlink(join(at, '..data')).catch(() => undefined) // Nothing is mounted yet.
    await symlink(fresh, join(at, '..data_tmp'))
    await rename(join(at, '..data_tmp'), join(at, '..data'))
    if (before !== undefined) await rm(join(at, before), { recursive: true })
  }
  const linked = new Set<string>()
  return {
    path,
    async project(secrets) {
      const files = Object.entries(secrets).flatMap(([name, keys]) =>
        Object.entries(keys).map(([key, text]) => [`${name}/${key}`, text] as const),
      )
      await write(path, new Map(files))
      for (const name of Object.keys(secrets)) {
        if (linked.has(name)) continue
        await symlink(join('..data', name), join(path, name))
        linked.add(name)
      }
      for (const name of linked) {
        if (name in secrets) continue
        await rm(join(path, name))
        linked.delete(name)
      }
    },
    async mount(name, keys) {
      const at = join(path, name)
      await mkdir(at, { recursive: true })
      await write(at, new Map(Object.entries(keys)))
      for (const key of Object.keys(keys)) {
        await symlink(join('..data', key), join(at, key)).catch(() => undefined) // It is there from before.
      }
    },
    unmount: (name) => rm(join(path, name), { recursive: true }),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

interface Server {
  readonly url: string
  readonly caData: string
  readonly token: string
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** A Secret as Argo CD has it. */
export function argoSecret(name: string, { url, caData, token }: Server): Record<string, string> {
  const tlsClientConfig = { insecure: false, caData: base64(caData) }
  return { name, server: url, config: JSON.stringify({ bearerToken: token, tlsClientConfig }) }
}

/** A Secret as Cluster API has it. */
export function clusterApiSecret({ url, caData, token }: Server): Record<string, string> {
  const cluster = { server: url, 'certificate-authority-data': base64(caData) }
  const context = { cluster: 'one', user: 'one-admin' }
  const value = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'one-admin@one',
    clusters: [{ name: 'one', cluster }],
    users: [{ name: 'one-admin', user: { token } }],
    contexts: [{ name: 'one-admin@one', context }],
  })
  return { value }
}
