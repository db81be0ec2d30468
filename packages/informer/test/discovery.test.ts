import { describe, expect, it } from '@jest/globals'
import { type FakeApiServer, startFakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { type ApiServer, openApiServer } from '../src/api-server/api-server.ts'
import { type DefinitionEvent, followDefinitions } from '../src/definitions.ts'
import { discover } from '../src/discovery.ts'
import { serverVersion } from '../src/server-version.ts'
import { systemClock } from '../src/system-clock.ts'
import { gadgets, gadgetsCrd } from './gadgets.ts'

const never = new AbortController().signal
const apiOf = ({ url: server, caData, token }: FakeApiServer): ApiServer =>
  openApiServer({ server, caData, token })

describe('discovering a resource', () => {
  it('takes version, names and columns from its definition', async () => {
    await using server = await startFakeApiServer()
    await using api = apiOf(server)
    server.store.defineCrd(
      gadgetsCrd([{ name: 'Size', type: 'integer', jsonPath: '.spec.size', priority: 1 }]),
    )
    await expect(discover(api, gadgets, never)).resolves.toEqual({
      type: 'served',
      version: 'v1',
      namespaced: true,
      kind: 'Gadget',
      singular: 'gadget',
      shortNames: ['gg'],
      columns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size', priority: 1 }],
    })
  })

  it('shows the age where a definition asks for no column', async () => {
    await using server = await startFakeApiServer()
    await using api = apiOf(server)
    server.store.defineCrd(gadgetsCrd())
    await expect(discover(api, gadgets, never)).resolves.toMatchObject({
      columns: [{ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }],
    })
  })

  it('asks discovery where definitions may not be read, and for built-in kinds', async () => {
    await using server = await startFakeApiServer()
    await using api = apiOf(server)
    server.store.defineCrd(gadgetsCrd())
    using _ = server.forbid({ resource: 'apiextensions.k8s.io/customresourcedefinitions' })
    await expect(discover(api, gadgets, never)).resolves.toMatchObject({
      type: 'served',
      version: 'v1',
      kind: 'Gadget',
      columns: [],
    })
    await expect(discover(api, { group: 'core', resource: 'pods' }, never)).resolves.toMatchObject({
      type: 'served',
      version: 'v1',
      kind: 'Pod',
      namespaced: true,
    })
  })

  it('tells what is absent from what does not answer', async () => {
    const server = await startFakeApiServer()
    await using api = apiOf(server)
    await expect(discover(api, gadgets, never)).resolves.toEqual({ type: 'absent' })
    await server[Symbol.asyncDispose]()
    await expect(discover(api, gadgets, never)).resolves.toMatchObject({ type: 'unreachable' })
  })

  it('waits while the storage of a definition is initialized', async () => {
    await using server = await startFakeApiServer()
    await using api = apiOf(server)
    server.store.defineCrd(gadgetsCrd())
    const effect = {
      type: 'status',
      code: 429,
      reason: 'TooManyRequests',
      retryAfterSeconds: 1,
    } as const
    using _ = server.arm({ verb: 'get', times: 1, effect })
    const asked = Date.now()
    await expect(discover(api, gadgets, never)).resolves.toMatchObject({ type: 'served' })
    expect(Date.now() - asked).toBeGreaterThanOrEqual(990)
  })

  it('tells the version of the server', async () => {
    await using server = await startFakeApiServer({ gitVersion: 'v1.33.1' })
    await using api = apiOf(server)
    await expect(serverVersion(api, never)).resolves.toBe('v1.33.1')
  })
})

describe('following definitions', () => {
  const collect = (api: ApiServer) => {
    const stop = new AbortController()
    const events: DefinitionEvent[] = []
    const read = async () => {
      const batches = followDefinitions(api, { clock: systemClock, signal: stop.signal })
      for await (const batch of batches) events.push(...batch)
    }
    const ended = read()
    return {
      events,
      async [Symbol.asyncDispose]() {
        stop.abort()
        await ended
      },
    }
  }

  it.each(['by a watch', 'by polling, where they may not be read'])('%s', async (how) => {
    await using server = await startFakeApiServer()
    await using api = apiOf(server)
    server.store.defineCrd(gadgetsCrd())
    using _ = how === 'by a watch' ? undefined : server.forbid({ verb: 'watch' })
    await using definitions = collect(api)
    const found = { type: 'changed', ...gadgets }
    await until(() => definitions.events.length > 0, { what: 'the definition' })
    expect(definitions.events).toContainEqual(found)
    if (how !== 'by a watch') return
    server.store.defineCrd(gadgetsCrd([{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }]))
    server.store.delete({
      group: 'apiextensions.k8s.io',
      resource: 'customresourcedefinitions',
      name: 'gadgets.test.example',
    })
    await until(() => definitions.events.length > 2, { what: 'the change and the removal' })
    expect(definitions.events).toEqual([found, found, { ...found, type: 'removed' }])
  })
})
