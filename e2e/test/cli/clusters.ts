import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { kubeconfigFor } from '@argus/fake-api-server/kubeconfig'
import { startFakeApiServer } from '@argus/fake-api-server/server'
import { until } from '@argus/testkit/until'
import { describe, expect, it } from '@jest/globals'
import { parseAllDocuments } from 'yaml'

import type { Program } from '../../src/cli/program.ts'
import { forgetProofs } from '../../src/database.ts'
import { ADMIN } from '../../src/session.ts'
import type { World } from '../../src/world.ts'

/** How a cluster comes and goes. */
export function clusters(world: () => World, program: () => Program): void {
  const person = () => program().person('operator')
  const run = (...line: string[]) => person().run(line)

  describe('argus clusters', () => {
    it('makes the manifest of an account that may only read what is shown', async () => {
      await person().run(
        ['login', world().argus.consoleUrl, '--email', ADMIN.email, '--password-stdin'],
        { input: `${ADMIN.password}\n` },
      )
      const { code, out } = await run('clusters', 'manifest', '--plugin', 'cert-manager')
      const documents = [parseAllDocuments(out)].flat().map((each) => each?.toJS())
      expect([code, documents.length]).toEqual([0, 5])
      expect(
        documents[2].rules.flatMap(({ verbs }: { readonly verbs: string[] }) => verbs),
      ).not.toContain('*')
      expect(out).toContain('cert-manager.io')
      expect(out).not.toContain('monitoring.coreos.com')
      expect(await run('clusters', 'manifest', '--plugin', 'nosuch')).toMatchObject({ code: 2 })
    })

    it('makes a kubeconfig of what kubectl prints, and of nothing that Argus holds', async () => {
      const secret = JSON.stringify({
        kind: 'Secret',
        data: { token: btoa('the-token'), 'ca.crt': btoa('-----BEGIN CERTIFICATE-----') },
      })
      const line = ['kubeconfig', 'generate', '--server', 'https://10.0.0.1:6443']
      const { code, out } = await person().run(line, { input: secret })
      expect([code, JSON.parse(out)]).toEqual([
        0,
        expect.objectContaining({
          users: [{ name: 'argus-reader', user: { token: 'the-token' } }],
        }),
      ])
      const known = await person().run(['kubeconfig', 'generate', '-c', 'oslo'], { input: secret })
      expect(JSON.parse(known.out).clusters[0].cluster.server).toBe(world().fleet.oslo.url)
      for (const input of ['', '{}', 'kind: Secret'])
        expect(await person().run(line, { input })).toMatchObject({ code: 2, out: '' })
    })

    it('adds one that can be reached, by whom has just proved who they are, and removes it again', async () => {
      await using stavanger = await startFakeApiServer({ name: 'stavanger' })
      const path = join(person().folder, 'stavanger.kubeconfig')
      await writeFile(path, kubeconfigFor([stavanger]))
      const added = await run(
        'clusters',
        'add',
        'stavanger',
        '--kubeconfig',
        path,
        '--label',
        'env=lab',
      )
      expect(added).toMatchObject({ code: 0, err: expect.stringContaining('Argus reaches it') })
      await until(async () => /^stavanger .*live/m.test((await run('clusters')).out), {
        timeoutMs: 20_000,
        what: 'the new cluster, live',
      })
      expect((await run('clusters')).out).toMatch(/^stavanger .*env=lab$/m)
      expect(await run('clusters', 'check', 'stavanger')).toMatchObject({ code: 0 })
      expect(await run('clusters', 'add', 'stavanger', '--kubeconfig', path)).toMatchObject({
        code: 1,
      })

      expect(await run('clusters', 'remove', 'stavanger')).toMatchObject({
        code: 2,
        err: expect.stringContaining('--yes'),
      })
      using screen = person().open(['clusters', 'remove', 'stavanger'])
      await screen.shows('Write its name to go on:')
      screen.type('stavanger\r')
      await screen.shows('"stavanger" is removed')
      expect(await screen.ended).toBe(0)
      expect((await run('clusters', '-o', 'name')).out).not.toContain('stavanger')
    })

    it('asks for a proof where the last one is old', async () => {
      await using tromso = await startFakeApiServer({ name: 'tromso' })
      const path = join(person().folder, 'tromso.kubeconfig')
      await writeFile(path, kubeconfigFor([tromso]))
      const { email } = JSON.parse((await run('whoami', '-o', 'json')).out)
      await forgetProofs(world(), email)
      const line = ['clusters', 'add', 'tromso', '--kubeconfig', path]
      expect(await run(...line)).toMatchObject({ code: 2 })
      using screen = person().open(line)
      await screen.shows('Password, to prove that it is you:')
      screen.type(`${ADMIN.password}\r`)
      await screen.shows('"tromso" is added')
      await forgetProofs(world(), email)
      const removal = ['clusters', 'remove', 'tromso', '--yes', '--password-stdin']
      const removed = await person().run(removal, { input: `${ADMIN.password}\n` })
      expect(removed).toMatchObject({ code: 0 })
      expect(await run('whoami')).toMatchObject({ code: 0 })
    })

    it('does not add one that cannot be reached, and says why', async () => {
      const gone = await startFakeApiServer({ name: 'gone' })
      const path = join(person().folder, 'gone.kubeconfig')
      await writeFile(path, kubeconfigFor([gone]))
      await gone[Symbol.asyncDispose]()
      const { code, err } = await run('clusters', 'add', 'gone', '--kubeconfig', path)
      expect([code, err]).toEqual([1, expect.stringContaining('--force')])
      expect((await run('clusters', '-o', 'name')).out).not.toContain('gone')
      const line = [
        'clusters',
        'add',
        'gone',
        '--kubeconfig',
        path,
        '--name',
        'Far away',
        '--force',
      ]
      expect(await run(...line)).toMatchObject({ code: 0 })
      expect((await run('clusters', 'list')).out).toMatch(/^gone +Far away /m)
      expect(await run('clusters', 'remove', 'gone', '--yes')).toMatchObject({ code: 0 })
    })

    it('does not remove one that the operator of Argus has added', async () => {
      expect(await run('clusters', 'remove', 'oslo', '--yes')).toMatchObject({
        code: 4,
        err: expect.stringContaining('kubeconfig of Argus'),
      })
    })
  })
}
