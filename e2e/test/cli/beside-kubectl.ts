import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { kubeconfigFor } from '@argus/fake-api-server/kubeconfig'
import { findKubectl } from '@argus/testkit/real-api-server'
import { until } from '@argus/testkit/until'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { z } from 'zod'

import { startRunning, type Running } from '../../src/cli/running.ts'
import type { Person, Program } from '../../src/cli/program.ts'
import { realServersMissing, type RunningCluster } from '../../src/fleet.ts'
import { definitionOf, objectOf, POD_MONITORS } from '../../src/kind.ts'
import { openKubeApi, type KubeApi } from '../../src/kube-api.ts'
import { ADMIN } from '../../src/session.ts'
import type { World } from '../../src/world.ts'

const NAMESPACE = 'beside-kubectl'
const NAMES = ['a', 'b', 'c', 'd', 'e']
const kubectl = findKubectl()
const missing = kubectl === undefined ? 'no kubectl: run `make envtest`' : realServersMissing
const suite = missing === undefined ? describe : describe.skip

const eventSchema = z.object({
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED']),
  object: z.object({
    metadata: z.object({ name: z.string(), uid: z.string(), resourceVersion: z.string() }),
    spec: z.object({ step: z.number() }),
  }),
})
type Event = z.infer<typeof eventSchema>

/** What `argus watch -o json` tells of a real API server, beside what kubectl tells of the same. */
export function besideKubectl(world: () => World, program: () => Program): void {
  suite(`argus watch -o json${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
    const person = (): Person => program().person('beside kubectl')
    const cluster = (): RunningCluster => {
      const [first] = world().fleet.real
      if (first === undefined) throw new Error('there is no real API server')
      return first
    }
    let api: KubeApi
    let step = 0

    beforeAll(async () => {
      const line = ['login', world().argus.consoleUrl, '--email', ADMIN.email, '--password-stdin']
      await person().run(line, { input: `${ADMIN.password}\n` })
      api = openKubeApi(cluster())
      await api.define(definitionOf(POD_MONITORS))
      await api.ensureNamespace(NAMESPACE)
      await until(() => create('a').then(() => true), { timeoutMs: 30_000, what: 'the new kind' })
      await mkdir(person().folder, { recursive: true })
      await writeFile(join(person().folder, 'kubeconfig'), kubeconfigFor([cluster()]))
      const wait = ['watch', 'podmonitors', '-c', cluster().name, '-n', NAMESPACE]
      await until(
        async () => {
          const { code } = await person().run([
            ...wait,
            '--until',
            'size(objects) == 1',
            '--timeout',
            '5s',
          ])
          return code === 0
        },
        { timeoutMs: 60_000, what: 'Argus to follow the new kind' },
      )
    }, 90_000)
    afterAll(() => api[Symbol.dispose]())

    const create = (name: string) =>
      api.create(
        POD_MONITORS,
        objectOf(POD_MONITORS, { name, namespace: NAMESPACE }, { step: (step += 1) }),
        NAMESPACE,
      )
    const patch = (name: string) =>
      api.patch(POD_MONITORS, { name, namespace: NAMESPACE }, { spec: { step: (step += 1) } })
    const remove = (name: string) => api.remove(POD_MONITORS, { name, namespace: NAMESPACE })
    const watchArgus = (): Running =>
      person().start(['watch', 'podmonitors', '-c', cluster().name, '-n', NAMESPACE, '-o', 'json'])
    const watchKubectl = (): Running => {
      const words = ['--kubeconfig', join(person().folder, 'kubeconfig'), '-n', NAMESPACE]
      return startRunning(
        [
          kubectl ?? '',
          ...words,
          'get',
          'podmonitors.monitoring.coreos.com',
          '-w',
          '-o',
          'json',
          '--output-watch-events',
        ],
        { PATH: process.env['PATH'] ?? '', HOME: person().folder },
      )
    }
    /** Goes on as long as it takes; whoever is away meanwhile sees the last state only. */
    const tried = async (change: () => Promise<void>): Promise<void> => {
      await change().catch(() => delay(100))
    }
    const changes = async (rounds: number): Promise<void> => {
      for (let round = 0; round < rounds; round += 1)
        for (const name of NAMES) {
          await tried(() => (round % 6 === 0 ? create(name) : patch(name)))
          if (round % 6 === 5 && name !== 'e') await tried(() => remove(name))
          await delay(20)
        }
    }
    const agreed = (argus: Running, beside: () => readonly Event[]) =>
      until(() => sameEnd(eventsOf(argus.out), beside()), {
        timeoutMs: 60_000,
        what: 'the same last states',
      }).catch((cause: unknown) => {
        const ends = { argus: endOf(eventsOf(argus.out)), kubectl: endOf(beside()) }
        throw new Error(JSON.stringify(ends, undefined, 1), { cause })
      })

    it('tells the same events as kubectl, in the same order, the later state winning', async () => {
      using argus = watchArgus()
      using beside = watchKubectl()
      await Promise.all([argus.says('"ADDED"'), beside.says('"ADDED"')])
      await changes(12)
      await agreed(argus, () => eventsOf(beside.out))
      const [ours, theirs] = [eventsOf(argus.out), eventsOf(beside.out)]
      for (const name of NAMES) {
        const [told, truth] = [ours, theirs].map((events) => statesOf(events, name))
        expect(isWithin(told ?? [], truth ?? [])).toBe(true)
        // Paced changes leave little to be won over.
        expect(told?.length).toBeGreaterThan((truth?.length ?? 0) / 2)
      }
    })

    it('goes on through a restart of every gateway, of every watcher and of the API server', async () => {
      using argus = watchArgus()
      await argus.says('"ADDED"')
      const { gateways, watchers } = world().argus
      const changing = changes(40)
      for (const disturb of [
        () => Promise.all(gateways.map((each) => each.kill())),
        () => Promise.all(watchers.map((each) => each.kill())),
        () => cluster().restart(),
      ]) {
        await delay(1_500)
        await disturb()
      }
      await changing
      await until(() => patch('e').then(() => true), { timeoutMs: 60_000, what: 'the API server' })
      // kubectl's own watch ends with the API server: it is asked anew, and tells what there is.
      using beside = watchKubectl()
      await beside.says('"ADDED"')
      await agreed(argus, () => eventsOf(beside.out))
      const ours = eventsOf(argus.out)
      for (const name of NAMES) {
        const steps = statesOf(ours, name).flatMap(({ type, at }) => (type === 'PUT' ? [at] : []))
        expect(steps).toEqual(steps.toSorted((a, b) => a - b))
        const states = statesOf(ours, name)
        const again = states.filter(
          ({ type, at }, index) => type === 'PUT' && states[index - 1]?.at === at,
        )
        expect(again).toEqual([])
      }
      expect(argus.err).not.toContain('argus:')
    }, 180_000)
  })
}

/** Whole lines are read; kubectl writes an event over several, with a brace of its own at each end. */
function eventsOf(out: string): readonly Event[] {
  const texts = out.startsWith('{\n') ? out.split(/(?<=^\}\n)/m) : out.split(/(?<=\n)/)
  return texts.flatMap((text) => {
    try {
      return [eventSchema.parse(JSON.parse(text))]
    } catch {
      return [] // the rest of it is on its way
    }
  })
}

interface State {
  readonly type: 'PUT' | 'DELETED'
  readonly at: number
}

/** What became of an object, step by step. ADDED and MODIFIED both say what it is now. */
function statesOf(events: readonly Event[], name: string): readonly State[] {
  return events
    .filter(({ object }) => object.metadata.name === name)
    .map(({ type, object }) => ({
      type: type === 'DELETED' ? 'DELETED' : 'PUT',
      // Of what went, both tell the state that they knew last.
      at: type === 'DELETED' ? 0 : object.spec.step,
    }))
}

/** Whether all of it is in the other, in the same order. */
function isWithin(told: readonly State[], truth: readonly State[]): boolean {
  let at = 0
  for (const state of told) {
    at = truth.findIndex(
      (each, index) => index >= at && each.type === state.type && each.at === state.at,
    )
    if (at < 0) return false
    at += 1
  }
  return true
}

function endOf(events: readonly Event[]): Readonly<Record<string, string>> {
  const end = new Map<string, string>()
  for (const { type, object } of events) {
    const { name, uid, resourceVersion } = object.metadata
    if (type === 'DELETED') end.delete(name)
    else end.set(name, `${uid} ${resourceVersion} ${object.spec.step}`)
  }
  return Object.fromEntries([...end].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function sameEnd(ours: readonly Event[], theirs: readonly Event[]): boolean {
  return JSON.stringify(endOf(ours)) === JSON.stringify(endOf(theirs))
}
