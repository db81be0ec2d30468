import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KubeconfigServer } from '@argus/fake-api-server/kubeconfig'

/** Writes a Secret for each server as Argo CD has them, mounted: a folder of that name, a file for each key. */
export async function writeSecrets(
  root: string,
  servers: readonly KubeconfigServer[],
): Promise<void> {
  for (const { name, url, caData, token } of servers) {
    const config = {
      bearerToken: token,
      tlsClientConfig: { caData: Buffer.from(caData).toString('base64') },
    }
    // Readers pass over what begins with a dot: they never see half a Secret.
    const unseen = join(root, `.${name}`)
    await rm(unseen, { recursive: true, force: true })
    await mkdir(unseen, { mode: 0o700 })
    const keys = { name, server: url, config: JSON.stringify(config) }
    for (const [key, value] of Object.entries(keys))
      await writeFile(join(unseen, key), value, { mode: 0o600 })
    await removeSecrets(root, [name])
    await rename(unseen, join(root, name))
  }
}

/** Removes the Secrets of these names; those that are not there stay away. */
export async function removeSecrets(root: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(root, name), { recursive: true, force: true })
}
