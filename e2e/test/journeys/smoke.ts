import { describe, expect, it } from '@jest/globals'

import { readOptions } from '../../src/smoke/options.ts'
import { smoke } from '../../src/smoke/smoke.ts'
import type { World } from '../../src/world.ts'

/** What `make smoke` prints and ends with, here. */
async function run(
  { argus, fleet }: World,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly said: string }> {
  const options = readOptions({
    ARGUS_URL: argus.consoleUrl,
    ARGUS_SERVICE_URLS: argus.authUrl,
    ARGUS_SMOKE_KUBECONFIG: fleet.kubeconfig,
    ...env,
  })
  if ('faults' in options) throw new Error(options.faults.join())
  const lines: string[] = []
  const code = await smoke(options, (line) => lines.push(line))
  return { code, said: lines.join('\n') }
}

/** `make smoke` tells a system that works from one that does not, and says what does not. */
export function smokeOf(world: () => World): void {
  describe('make smoke', () => {
    it('passes, and names the change that came', async () => {
      const { code, said } = await run(world())
      expect(said).toMatch(
        /^✓ live event .* ConfigMap default\/argus-smoke-\w+ of oslo came after/m,
      )
      expect(said).toMatch(/^✓ refused refresh .* 401/m)
      expect(said).toContain('Smoke passed.')
      expect(code).toBe(0)
    })

    it('passes where it may write nowhere, by a change that somebody else makes', async () => {
      const { store } = world().fleet.bergen
      let count = 0
      const changing = setInterval(() => {
        count += 1
        store.apply({
          apiVersion: 'monitoring.coreos.com/v1',
          kind: 'ServiceMonitor',
          metadata: { name: 'of-somebody-else', namespace: 'default' },
          spec: { step: count },
        })
      }, 200)
      try {
        const { code, said } = await run(world(), { ARGUS_SMOKE_KUBECONFIG: '' })
        expect(said).toMatch(/^✓ live event .* a change of /m)
        expect(code).toBe(0)
      } finally {
        clearInterval(changing)
      }
    })

    it('fails at the log-in where the password is wrong, and tries nothing that needs one', async () => {
      const { code, said } = await run(world(), { ARGUS_PASSWORD: 'wrong' })
      expect(said).toMatch(/^✗ log-in .* 401/m)
      expect(said).toMatch(/^- live event .* not tried/m)
      expect(said).toContain('Smoke failed: log-in.')
      expect(code).toBe(1)
    })

    it('fails at the routes and at the live event where the gateway is stopped', async () => {
      const [gateway] = world().argus.gateways
      await gateway?.stop()
      try {
        const { code, said } = await run(world(), { ARGUS_SMOKE_SECONDS: '5' })
        expect(said).toMatch(/^✗ routes .* gateway is not reached through the console/m)
        expect(said).toMatch(/^✗ live event .* no socket could be opened/m)
        expect(said).toMatch(/^✓ log-out /m)
        expect(code).toBe(1)
      } finally {
        gateway?.start()
        await gateway?.ready()
      }
    })

    it('names every variable that cannot be used', () => {
      const faults = readOptions({ ARGUS_URL: 'argus', ARGUS_EMAIL: 'admin' })
      expect(faults).toEqual({
        faults: [expect.stringMatching(/^ARGUS_URL: /), expect.stringMatching(/^ARGUS_EMAIL: /)],
      })
    })
  })
}
