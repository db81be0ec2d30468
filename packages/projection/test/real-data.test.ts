import { describe, expect, it } from '@jest/globals'

import { readPrinterColumns } from '../src/printer-column.ts'
import { type Projection, createProjector } from '../src/project.ts'
import { type RealObject, hasRealData, realCrds, realSamples } from './real-data.ts'

const suite = hasRealData ? describe : describe.skip
const title = hasRealData ? '' : ' (skipped: no folder ../shared/data beside the repository)'

suite(`CRDs and samples of public projects${title}`, () => {
  const crds = hasRealData ? realCrds() : []
  const samples = hasRealData ? realSamples() : []

  it('are there', () => {
    expect(crds.length).toBeGreaterThanOrEqual(100)
    expect(samples.length).toBeGreaterThanOrEqual(700)
  })

  it('have printer columns that all compile', () => {
    const refused = crds.flatMap(({ spec }) =>
      spec.versions.flatMap(
        ({ additionalPrinterColumns }) => readPrinterColumns(additionalPrinterColumns).refused,
      ),
    )
    expect(refused).toEqual([])
  })

  it('project without an exception, and lose nothing but what is stripped or hidden', () => {
    for (const sample of samples) {
      const { object, row } = projected(sample)
      const left: unknown = JSON.parse(object.toString())
      expect(left).toMatchObject({
        kind: sample.object['kind'],
        apiVersion: sample.object['apiVersion'],
      })
      expect(Object.keys(left ?? {}).toSorted()).toEqual(
        Object.keys(sample.object)
          .filter((field) => !isHidden(sample, field))
          .toSorted(),
      )
      expect(row.cells).toHaveLength(columnsOf(sample).length)
    }
  })

  it('are never green without a condition or a judgement that says so', () => {
    const silent = samples.filter(
      ({ object }) => !JSON.stringify(object['status'] ?? {}).match(/True|Healthy/),
    )
    expect(silent.length).toBeGreaterThan(600)
    expect(silent.map(projected).filter(({ row }) => row.health === 'Current')).toEqual([])
  })

  it.each([
    ['clusterissuer-degraded_acmeFailed', 'Failed'],
    ['clusterissuer-healthy_registered', 'Current'],
    ['gateway-healthy', 'Current'],
    ['gateway-listener_degraded', 'Failed'],
    ['gateway-progressing', 'InProgress'],
    ['gatewayclass-progressing_stale_generation', 'InProgress'],
    ['httproute-degraded_resolved_refs', 'Failed'],
    ['scaledobject-keda-fallback', 'Failed'],
    ['scaledobject-keda-suspended', 'InProgress'],
    ['scaledobject-keda-healthy', 'Current'],
    ['prometheus-degraded', 'Failed'],
    ['prometheus-healthy', 'Current'],
    ['cephcluster-healthy', 'Current'],
    ['cephobjectstore-healthy', 'Unknown'],
    ['sqljob-sqljobs-failed', 'Failed'],
    ['cluster_degraded', 'InProgress'],
  ])('%s is %s', (file, health) => {
    const sample = samples.find((one) => one.file.endsWith(`${file}.yaml`))
    expect(sample && projected(sample).row.health).toBe(health)
  })

  function projected(sample: RealObject): Projection {
    const text = JSON.stringify(sample.object)
    const kind = String(sample.object['kind'])
    const shape = { kind, namespaced: scopeOf(sample) === 'Namespaced', columns: columnsOf(sample) }
    return createProjector(shape)(JSON.parse(text), Buffer.from(text))
  }

  function columnsOf({ object }: RealObject) {
    const version = crdOf(object)?.spec.versions.find(({ name }) => name === versionOf(object))
    return readPrinterColumns(version?.additionalPrinterColumns).columns
  }

  function scopeOf({ object }: RealObject): string {
    return crdOf(object)?.spec.scope ?? 'Namespaced'
  }

  function crdOf(object: RealObject['object']) {
    const group = String(object['apiVersion']).split('/')[0]
    return crds.find(({ spec }) => spec.group === group && spec.names.kind === object['kind'])
  }
})

function versionOf(object: RealObject['object']): string | undefined {
  return String(object['apiVersion']).split('/').at(-1)
}

function isHidden({ object }: RealObject, field: string): boolean {
  if (object['kind'] === 'Secret') return field === 'data' || field === 'stringData'
  return object['kind'] === 'ConfigMap' && (field === 'data' || field === 'binaryData')
}
