import { clusterAnswerSchema } from '@argus/contracts/http/clusters'
import { until } from '@argus/testkit/until'
import { describe, expect, it } from '@jest/globals'

import { objectOf, SERVICE_MONITORS } from '../../src/kind.ts'
import { openMirror } from '../../src/mirror.ts'
import { callApi, logIn } from '../../src/session.ts'
import { gatewayUrl, type World } from '../../src/world.ts'

const NAMESPACE = 'registry'
const SHOWN = `added ${NAMESPACE}/one`

/** An administrator adds a cluster in the console; whoever looks on sees it. */
export function registry(world: () => World): void {
  describe('a cluster that is registered by a call', () => {
    it('appears to an open socket with what it holds, and goes with it when it is forgotten', async () => {
      const { authUrl, consoleUrl } = world().argus
      const { url: server, caData: certificateAuthority, token, store } = world().fleet.oslo
      store.apply(objectOf(SERVICE_MONITORS, { name: 'one', namespace: NAMESPACE }, { step: 1 }))
      const { group, resource } = SERVICE_MONITORS
      await using mirror = await openMirror({
        socketUrl: gatewayUrl(world(), 0),
        authUrl,
        request: {
          topic: { cluster: '*', group, resource },
          namespaces: [NAMESPACE],
          shape: 'object',
        },
      })
      const tokens = await logIn(consoleUrl)
      const call = (method: string, path: string, body?: object) =>
        callApi(consoleUrl, tokens, { method, path, ...(body !== undefined && { body }) })

      await call('POST', '/api/clusters', {
        id: 'added',
        connection: { server, certificateAuthority, token },
      })
      await until(() => SHOWN in mirror.states(), { timeoutMs: 20_000, what: 'its object' })

      const { version, ...made } = clusterAnswerSchema.parse(
        await call('GET', '/api/clusters/added'),
      )
      expect(made).toMatchObject({ source: 'registry', credential: 'token' })
      await call('DELETE', `/api/clusters/added?version=${version}`)
      await until(() => !(SHOWN in mirror.states()), { timeoutMs: 20_000, what: 'it to be gone' })
      const history = await call('GET', '/api/audit-log?cluster=added')
      expect(history).toMatchObject({
        entries: [{ action: 'cluster.deleted' }, { action: 'cluster.created' }],
      })
    })
  })
}
