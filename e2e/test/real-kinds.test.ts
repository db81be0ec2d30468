import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { builtInPlugins } from '@argus/plugins/built-in'
import { createProjector } from '@argus/projection/project'
import { describe, expect, it } from '@jest/globals'

import { readSamples, type SampleObject } from '../src/kinds/sample-files.ts'

/** Samples of public projects beside the repository, on machines that have them. */
const folder = join(import.meta.dirname, '../../../shared/data')
const there = existsSync(folder)
const suite = there ? describe : describe.skip
const title = there ? '' : ' (skipped: no folder ../shared/data beside the repository)'

/** What the authors of a sample call its health, in the name of its file. */
const CALLED: Readonly<Record<string, string>> = {
  healthy: 'Current',
  ready: 'Current',
  progressing: 'InProgress',
  suspended: 'InProgress',
  degraded: 'Failed',
  failed: 'Failed',
}

/** Where we mean to differ from the name, and why. */
const OTHERWISE: Readonly<Record<string, string>> = {
  // One of its parents has not looked at this generation yet.
  'argo-cd-httproute-healthy_multiple_generations': 'InProgress',
  // A warning of Ceph is no failure: its data is there.
  'argo-cd-cephcluster-degraded_warn': 'InProgress',
  // Nothing is said of these at all.
  'argo-cd-scaledjob-keda-progressing': 'Unknown',
  'argo-cd-scaledobject-keda-progressing': 'Unknown',
  // The operator says `Degraded`, with pods missing.
  'argo-cd-prometheus-progressing': 'Failed',
}

suite(`the health of samples of public projects${title}`, () => {
  const samples = there
    ? readSamples(folder).flatMap(({ path, objects }) =>
        objects.map((object) => ({ name: path.replace(/^.*\/|\.yaml$/g, ''), object })),
      )
    : []

  const named = samples.flatMap(({ name, object }): [string, string, SampleObject][] => {
    const [word] = name.match(/healthy|ready|progressing|suspended|degraded|failed/) ?? []
    const health = OTHERWISE[name] ?? (word === undefined ? undefined : CALLED[word])
    const judged = /^argo-cd-(?!action-)/.test(name) && object.status
    return health !== undefined && judged ? [[name, health, object]] : []
  })

  it('is called something by the authors of many', () => {
    expect(named.length).toBeGreaterThan(40)
    expect(named.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(OTHERWISE)))
  })

  it.each(named)('%s is %s', (_, health, object) => expect(healthOf(object)).toBe(health))

  it('is never good where the object has no status', () => {
    const silent = samples.filter(({ object }) => !object.status)
    expect(silent.length).toBeGreaterThan(600)
    expect(silent.filter(({ object }) => healthOf(object) === 'Current')).toEqual([])
  })

  it('of kinds that have but a phase is told by the rule of their plugin alone', () => {
    const store = samples.find(({ name }) => name === 'argo-cd-cephobjectstore-healthy')?.object
    expect(store && healthOf(store)).toBe('Current')
    expect(store && healthOf({ ...store, kind: 'SomethingElse' })).toBe('Unknown')
  })
})

function healthOf(object: SampleObject): string {
  const group = object.apiVersion.split('/')[0]
  const { kind } = object
  const health = builtInPlugins
    .flatMap(({ resources }) => resources)
    .find((one) => one.group === group && one.kind === kind)?.health
  const project = createProjector({
    kind,
    namespaced: true,
    columns: [],
    ...(health && { health }),
  })
  return project(object, Buffer.from(JSON.stringify(object))).row.health
}
