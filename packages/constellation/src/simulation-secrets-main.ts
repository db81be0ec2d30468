/**
 * The simulated clusters in a container. Arguments: the folder that the watchers mount as `ARGUS_CLUSTER_SECRETS`, and the
 * name under which this container is reached. While it runs, each of its clusters has a Secret there.
 */
import { makeServerCertificate } from '@argus/fake-api-server/certificate'

import { removeSecrets, writeSecrets } from './simulation/cluster-secrets.ts'
import { PROFILES } from './simulation/profile.ts'
import { runServers } from './simulation/run-servers.ts'
import { stopSignal } from './simulation/stop-signal.ts'

const [folder, host] = process.argv.slice(2)
if (folder === undefined || host === undefined)
  throw new Error('Name the folder for the Secrets, and the host that they name.')

const FIRST_PORT = 6443

const certificate = await makeServerCertificate({ names: [host] })
await runServers({
  serverOf: (_, at) => ({ certificate, host: '0.0.0.0', port: FIRST_PORT + at }),
  signal: stopSignal(),
  onFault: (name, error) => console.error(name, error),
  async announce(servers) {
    await writeSecrets(
      folder,
      servers.map(({ name, port, caData, token }) => ({
        name,
        url: `https://${host}:${port}`,
        caData,
        token,
      })),
    )
    console.log(`${servers.map(({ name }) => name).join(', ')} can be reached at ${host}`)
  },
})
await removeSecrets(
  folder,
  PROFILES.map(({ name }) => name),
)
