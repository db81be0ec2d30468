import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'

import type { Person, Program } from '../../src/cli/program.ts'
import { addUser } from '../../src/database.ts'
import { objectOf, SERVICE_MONITORS } from '../../src/kind.ts'
import { ADMIN } from '../../src/session.ts'
import type { World } from '../../src/world.ts'

const NAMESPACE = 'read-by-argus'
const LIST = ['servicemonitors', '-n', NAMESPACE]

/** What a person reads once, over any number of clusters. */
export function reading(world: () => World, program: () => Program): void {
  const admin = (): Person => program().person('reader')
  const logIn = (person: Person, email = ADMIN.email) =>
    person.run(['login', world().argus.consoleUrl, '--email', email, '--password-stdin'], {
      input: `${ADMIN.password}\n`,
    })
  const get = (...line: string[]) => admin().run(['get', ...line])

  describe('argus get', () => {
    beforeAll(async () => {
      await logIn(admin())
      for (const [at, { store }] of [world().fleet.oslo, world().fleet.bergen].entries())
        for (const name of at === 0 ? ['cart', 'checkout'] : ['cart'])
          store.apply(
            objectOf(SERVICE_MONITORS, { name, namespace: NAMESPACE }, { step: at + name.length }),
          )
      await until(async () => (await get(...LIST, '-o', 'name')).out.split('\n').length > 3, {
        timeoutMs: 30_000,
        what: 'three objects in two clusters',
      })
    })
    afterAll(() => {
      for (const [at, { store }] of [world().fleet.oslo, world().fleet.bergen].entries())
        for (const name of ['cart', 'checkout'])
          if (at === 0 || name === 'cart')
            store.delete({ ...SERVICE_MONITORS, namespace: NAMESPACE, name })
    })

    it('shows the objects of all clusters in one table, with the columns of their definition', async () => {
      const { code, out, err } = await get('servicemonitors', '-n', NAMESPACE)
      expect([code, err]).toEqual([0, ''])
      const [header = '', ...rows] = out.trimEnd().split('\n')
      expect(header.split(/\s{3,}/).slice(0, 3)).toEqual(['CLUSTER', 'NAME', 'HEALTH'])
      expect(header).toContain('STEP')
      expect(rows.map((row: string) => row.split(/\s{3,}/).slice(0, 2))).toEqual([
        ['bergen', 'cart'],
        ['oslo', 'cart'],
        ['oslo', 'checkout'],
      ])
    })

    it.each([
      ['a kind', ['ServiceMonitor']],
      ['a resource with its group', ['servicemonitors.monitoring.coreos.com']],
      ['a pattern of clusters', ['servicemonitors', '-c', 'osl*', '-c', 'berg?n']],
      ['all namespaces', ['servicemonitors', '-A']],
      ['its health', ['servicemonitors', '--health', 'Unknown', '--health', 'Current']],
    ])('finds them by %s', async (_, line) => {
      const { code, out } = await get(...line, '-o', 'name')
      expect(code).toBe(0)
      expect(
        out.match(/servicemonitor\.monitoring\.coreos\.com\/(?:cart|checkout)\n/g),
      ).toHaveLength(3)
    })

    it.each<[string, string[], string[]]>([
      ['one cluster, which then is in no row', ['-c', 'oslo'], ['cart', 'checkout']],
      ['a condition on fields', ['--where', 'object.spec.step > 8', '-c', 'oslo'], []],
      ['names', ['checkout', '-c', 'oslo'], ['checkout']],
      ['a sorting by a column', ['--sort-by', 'step', '-c', 'oslo'], ['cart', 'checkout']],
      [
        'a sorting by a path',
        ['--sort-by', '{.metadata.name}', '-c', 'oslo'],
        ['cart', 'checkout'],
      ],
    ])('obeys %s', async (_, line, names) => {
      const { out } = await get('servicemonitors', ...line, '-n', NAMESPACE)
      const rows = out.trimEnd().split('\n').slice(1)
      expect(rows.map((row: string) => row.split(/\s{3,}/)[0])).toEqual(names)
    })

    it('prints objects as kubectl does, and says of which cluster each is', async () => {
      const list = JSON.parse((await get(...LIST, '-o', 'json')).out)
      expect(list).toMatchObject({ apiVersion: 'v1', kind: 'List', items: { length: 3 } })
      expect(parse((await get(...LIST, '-o', 'yaml')).out, { version: '1.1' })).toEqual(list)
      const alone = JSON.parse((await get('servicemonitor/cart', '-c', 'oslo', '-o', 'json')).out)
      expect(alone).toMatchObject({
        kind: 'ServiceMonitor',
        metadata: { name: 'cart', annotations: { 'argus.internal/cluster': 'oslo' } },
      })
      const path = `jsonpath={range .items[*]}{.metadata.annotations.argus\\.internal/cluster}={.spec.step};{end}`
      expect((await get(...LIST, '-o', path)).out).toBe('bergen=5;oslo=4;oslo=8;')
    })

    it('is a table in a terminal too', async () => {
      using screen = admin().open(['get', 'servicemonitors', '-n', NAMESPACE])
      await screen.shows(/oslo +checkout/)
      expect(await screen.ended).toBe(0)
    })

    it.each([
      ['a kind that nobody serves', ['nosuchkind'], 5, 'argus kinds'],
      ['a name that is not there', ['servicemonitors', 'nosuch'], 5, 'no ServiceMonitor "nosuch"'],
      ['a cluster that is not there', ['servicemonitors', '-c', 'nowhere'], 5, 'argus clusters'],
      ['a format that there is not', ['servicemonitors', '-o', 'xml'], 2, 'jsonpath'],
      ['a column that there is not', ['servicemonitors', '--sort-by', 'nosuch'], 2, 'STEP'],
      ['a condition that is none', ['servicemonitors', '--where', 'object.'], 2, 'CEL'],
      ['two kinds at once', ['servicemonitors,pods'], 2, 'One kind'],
    ])('says what is wrong with %s', async (...[, line, code, said]) => {
      const told = await get(...line)
      expect([told.code, told.err.toLowerCase()]).toEqual([
        code,
        expect.stringContaining(said.toLowerCase()),
      ])
    })

    it('names the cluster that is out of step, and ends with a code of its own', async () => {
      const { bergen } = world().fleet
      using _down = bergen.arm({ effect: { type: 'reset' } })
      bergen.disconnect()
      const said = await until(
        async () => {
          const now = await get(...LIST)
          return now.code === 6 ? now : undefined
        },
        { timeoutMs: 30_000, what: 'an answer that is not whole' },
      )
      expect(said.err).toMatch(/^bergen: as of \d+m?s ago, (?:stale|unreachable|behind)/m)
      expect(said.out).toMatch(/^oslo +cart/m)
    })

    it('shows whom rights bind to a namespace nothing else', async () => {
      const email = 'bound@argus.local'
      await addUser(world(), { email, role: 'viewer', cluster: 'oslo', namespace: 'elsewhere' })
      const bound = program().person('bound')
      await logIn(bound, email)
      const { code, out } = await bound.run(['get', 'servicemonitors'])
      expect([code, out]).toEqual([0, ''])
      expect(await bound.run(['get', 'servicemonitors', '-c', 'bergen'])).toMatchObject({ code: 5 })
    })
  })

  describe('what a shell is offered', () => {
    it.each<[string, string[], string[]]>([
      ['kinds', ['get', 'servicemon'], ['servicemonitors']],
      ['names of a kind', ['get', 'servicemonitors', 'car'], ['cart']],
      ['namespaces in which it is', ['get', 'servicemonitors', '-n', 'read-'], [NAMESPACE]],
      ['clusters', ['get', 'servicemonitors', '--cluster', 'os'], ['oslo']],
      ['plugins', ['clusters', 'manifest', '--plugin', 'cert'], ['cert-manager']],
    ])('is %s', async (_, words, offered) => {
      world().fleet.oslo.store.apply(
        objectOf(SERVICE_MONITORS, { name: 'cart', namespace: NAMESPACE }, { step: 4 }),
      )
      await until(async () => (await get('servicemonitors/cart', '-c', 'oslo')).code === 0, {
        timeoutMs: 20_000,
        what: 'the object to be offered',
      })
      const { out } = await admin().run(['__complete', '--', ...words])
      expect(
        out
          .trimEnd()
          .split('\n')
          .map((line) => line.split('\t')[0]),
      ).toEqual(offered)
    })
  })

  describe('argus kinds, clusters and plugins', () => {
    it('list what there is, for people and for programs', async () => {
      expect((await admin().run(['kinds', '-c', 'oslo'])).out).toMatch(/^pods +po +Pod +true$/m)
      expect((await admin().run(['clusters', '-o', 'name'])).out).toContain('bergen\noslo\n')
      expect((await admin().run(['clusters', '-o', 'wide'])).out).toMatch(/^oslo .*live/m)
      const plugins = JSON.parse((await admin().run(['plugins', '-o', 'json'])).out)
      expect(plugins.plugins.map(({ id }: { readonly id: string }) => id)).toContain('prometheus')
      expect((await admin().run(['plugins'])).out).toMatch(/^prometheus +Prometheus/m)
    })
  })
}
