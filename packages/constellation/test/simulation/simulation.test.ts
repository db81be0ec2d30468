import { builtInPlugins } from '@argus/plugins/built-in'
import { ClusterState } from '@argus/fake-api-server/cluster-state'
import { ManualClock } from '@argus/testkit/manual-clock'
import { until } from '@argus/testkit/until'
import { describe, expect, it } from '@jest/globals'

import { fakeCluster } from '../../src/simulation/fake-cluster.ts'
import { KINDS } from '../../src/simulation/kinds.ts'
import { PROFILES, type Profile } from '../../src/simulation/profile.ts'
import type {
  ObjectRef,
  SimulatedCluster,
  SimulatedObject,
} from '../../src/simulation/simulated-cluster.ts'
import { simulate } from '../../src/simulation/simulation.ts'

type Write =
  | { readonly at: number; readonly type: 'define' }
  | {
      readonly at: number
      readonly type: 'apply'
      readonly object: SimulatedObject
      readonly uid: string
    }
  | { readonly at: number; readonly type: 'delete'; readonly ref: ObjectRef }

/** The life of a cluster over some minutes of a clock moved by hand. */
async function live(profile: Profile, minutes: number) {
  const clock = new ManualClock()
  const start = clock.now()
  const state = new ClusterState(100)
  const cluster = fakeCluster(state)
  const writes: Write[] = []
  const faults: unknown[] = []
  const recorded: SimulatedCluster = {
    defineCrd(crd) {
      writes.push({ at: clock.now() - start, type: 'define' })
      return cluster.defineCrd(crd)
    },
    apply(object) {
      const { metadata } = cluster.apply(object)
      writes.push({ at: clock.now() - start, type: 'apply', object, uid: metadata.uid })
      return { metadata }
    },
    delete(ref) {
      writes.push({ at: clock.now() - start, type: 'delete', ref })
      return cluster.delete(ref)
    },
  }
  const onFault = (error: unknown) => faults.push(error)
  const simulation = simulate({ cluster: recorded, profile, clock, onFault })
  const opening = writes.length
  const stop = new AbortController()
  const running = simulation.run(stop.signal)
  await until(() => clock.sleeping > 0, { what: 'the simulation to wait for time' })
  await clock.advance(minutes * 60_000)
  stop.abort()
  await running
  return { state, writes, opening, faults, lived: writes.slice(opening) }
}

const objectsOf = (state: ClusterState) =>
  Object.values(KINDS).flatMap(({ group, resource }) => state.objects.list(`${group}/${resource}`))

/** A write without what the cluster makes up by itself. */
function told(write: Write): unknown {
  return write.type === 'apply'
    ? { ...write, uid: '', object: JSON.stringify(write.object, hideUid) }
    : write
}
const hideUid = (field: string, value: unknown) => (field === 'uid' ? '' : value)

describe.each(PROFILES.map((profile) => [profile.name, profile] as const))(
  'the life of %s',
  (_, profile) => {
    it('is the same with the same seed, and another with another', async () => {
      const first = await live(profile, 3)
      const again = await live(profile, 3)
      const other = await live({ ...profile, seed: profile.seed + 1 }, 3)
      expect(again.writes.map(told)).toEqual(first.writes.map(told))
      expect(other.writes.map(told)).not.toEqual(first.writes.map(told))
    })

    it('stays of a believable size, however long it goes on', async () => {
      const { state, faults } = await live(profile, 60)
      const count = objectsOf(state).length
      expect(count).toBeGreaterThanOrEqual(60)
      expect(count).toBeLessThanOrEqual(150)
      expect(faults).toEqual([])
    })

    it('changes about once a second: enough to see, not too much to read', async () => {
      const { lived } = await live(profile, 10)
      const perSecond = lived.length / 600
      expect(perSecond).toBeGreaterThan(0.7)
      expect(perSecond).toBeLessThan(3)
      for (let minute = 0; minute < 10; minute++) {
        const inMinute = lived.filter(
          ({ at }) => at >= minute * 60_000 && at < (minute + 1) * 60_000,
        )
        expect(inMinute.length).toBeGreaterThan(15)
      }
    })

    it('writes only what an API server would take', async () => {
      const { writes } = await live(profile, 10)
      const objects = writes.flatMap((write) => (write.type === 'apply' ? [write.object] : []))
      expect(objects.length).toBeGreaterThan(400)
      for (const { kind, apiVersion, metadata } of objects) {
        const known = Object.entries(KINDS).find(([name]) => name === kind)?.[1]
        expect(`${known?.group}/v1`).toBe(apiVersion)
        expect(metadata.name).toMatch(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/)
        if (known?.namespaced)
          expect(metadata.namespace).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/)
        else expect(metadata.namespace).toBeUndefined()
        for (const [label, value] of Object.entries(metadata.labels ?? {})) {
          expect(label).toMatch(/^([a-z0-9.-]+\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/)
          expect(value).toMatch(/^([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?$/)
        }
        for (const owner of metadata.ownerReferences ?? []) expect(owner.uid).not.toBe('')
      }
    })

    it('has everything that there is to see: failures that heal, deletions, things that take their time to go', async () => {
      const { lived } = await live(profile, 20)
      const texts = lived.flatMap((write) =>
        write.type === 'apply' ? [JSON.stringify(write.object)] : [],
      )
      for (const sign of [
        'ScrapeFailed',
        'InvalidConfiguration',
        'RolloutInProgress',
        'RenewalFailed',
        'Issuing',
        'ErrRegisterACMEAccount',
        'finalizers',
      ]) {
        expect(texts.some((text) => text.includes(sign))).toBe(true)
      }
      const gone = new Set(
        lived.flatMap((write) => (write.type === 'delete' ? [write.ref.resource] : [])),
      )
      expect([...gone]).toEqual(
        expect.arrayContaining([
          'podmonitors',
          'prometheusrules',
          'certificaterequests',
          'networkpolicies',
        ]),
      )
    })

    it('serves every resource that plugins follow on every cluster, in their scope', async () => {
      const { state } = await live(profile, 1)
      const expected = builtInPlugins
        .flatMap((plugin) => plugin.resources)
        .filter((resource) => resource.expected)
      expect(expected.length).toBeGreaterThan(0)
      for (const { group, resource, kind, namespaced } of expected) {
        expect(state.definition(group, resource)).toMatchObject({ kind, namespaced })
        expect(state.objects.list(`${group}/${resource}`).length).toBeGreaterThan(0)
      }
    })
  },
)

describe('the simulated clusters', () => {
  it('are three, with names of their own', () => {
    expect(new Set(PROFILES.map(({ name }) => name)).size).toBe(3)
  })

  it('are not alike: one has no Calico until 40 s after its start', async () => {
    const late = PROFILES.filter(({ calicoAfterMs }) => calicoAfterMs > 0)
    expect(late).toHaveLength(1)
    for (const profile of late) {
      const { lived } = await live(profile, 1)
      const defined = lived.filter(({ type }) => type === 'define')
      expect(defined).toHaveLength(4)
      expect(defined.map(({ at }) => at)).toEqual([40_000, 40_000, 40_000, 40_000])
    }
  })

  it('live on when somebody else deletes what a story is about, or a resource with all its objects', async () => {
    const [profile] = PROFILES
    if (!profile) throw new Error('there is no profile')
    const clock = new ManualClock()
    const state = new ClusterState(100)
    const faults: unknown[] = []
    const onFault = (error: unknown) => faults.push(error)
    const stop = new AbortController()
    const running = simulate({ cluster: fakeCluster(state), profile, clock, onFault }).run(
      stop.signal,
    )
    await until(() => clock.sleeping > 0, { what: 'the simulation to wait for time' })
    await clock.advance(60_000)
    for (const { metadata } of state.objects.list('monitoring.coreos.com/podmonitors')) {
      const { name, namespace = '' } = metadata
      state.delete({ group: 'monitoring.coreos.com', resource: 'podmonitors', namespace, name })
    }
    const crd = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' }
    state.delete({ ...crd, name: 'certificates.cert-manager.io' })
    const before = state.version
    await clock.advance(120_000)
    expect(faults.length).toBeGreaterThan(0)
    expect(state.version).toBeGreaterThan(before + 60)
    stop.abort()
    await until(() => running.then(() => true), { what: 'the simulation to end with its signal' })
  })
})
