import { z } from 'zod'

import { type Kubectl, readAs } from './kubectl.ts'
import { NAMESPACE, OWN_CLUSTER, RELEASE } from './release.ts'

/** What the release is installed with: as it comes, for a node with two cores, and with a gateway that scales. */
export function valuesFor({
  consoleUrl,
  tag,
}: {
  readonly consoleUrl: string
  readonly tag: string
}): object {
  const small = { requests: { cpu: '20m', memory: '128Mi' }, limits: { memory: '512Mi' } }
  return {
    consoleUrl,
    trustedProxies: PRIVATE,
    image: { tag },
    service: { type: 'NodePort' },
    auth: { resources: small },
    watcher: { ownCluster: OWN_CLUSTER, resources: small },
    gateway: {
      resources: { requests: { cpu: '100m' } }, // The memory is the chart's own.
      autoscaling: { enabled: true, minReplicas: 2, maxReplicas: 3, quietSeconds: 30 },
      // One reader loads it as many would.
      env: { ARGUS_GATEWAY_READS_PER_SECOND: '10000', ARGUS_GATEWAY_READS_PER_ADDRESS: '10000' },
    },
    web: { resources: small },
    redis: { resources: small },
    postgresql: { resources: small },
  }
}

/** Wherever the pods of a cluster for tests are (RFC 1918). */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']

/** Where the console's Service answers on a node, which outlives every pod behind it. */
export async function addressOnNode(
  kubectl: Kubectl,
): Promise<{ readonly host: string; readonly port: number }> {
  const web = await readAs(kubectl, service, ...IN, 'get', 'service', `${RELEASE}-web`)
  const { items } = await readAs(kubectl, addresses, 'get', 'nodes')
  const host = items[0]?.status.addresses.find(({ type }) => type === 'InternalIP')?.address
  const port = web.spec.ports[0]?.nodePort
  if (host === undefined || port === undefined) throw new Error('no node has an address of its own')
  return { host, port }
}

const IN = ['--namespace', NAMESPACE]
const service = z.object({ spec: z.object({ ports: z.array(z.object({ nodePort: z.int() })) }) })
const addresses = z.object({
  items: z.array(
    z.object({
      status: z.object({
        addresses: z.array(z.object({ type: z.string(), address: z.string() })),
      }),
    }),
  ),
})
