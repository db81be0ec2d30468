/**
 * What a flip of a status costs on the wire: samples of public projects, through the projection, the topic log and the
 * gateway as it runs, to three sockets: rows, objects, and objects as patches. Beside the watch event itself, as a real
 * API server sends it of samples that were applied to it, and as it would be by the samples alone. The last line is JSON.
 */
import { existsSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'

import { findApiServerAssets } from '@argus/testkit/real-api-server'

import { type Flip, flipOf } from './bytes/flip.ts'
import { readSampledKinds, type SampledKind } from './bytes/samples.ts'
import { startServedFlips } from './bytes/served-flips.ts'
import { type Cost, openWire, type Shape, SHAPES } from './bytes/wire.ts'
import { judged } from './judged.ts'
import { median, spread } from './statistics.ts'

const root = join(import.meta.dirname, '../..')
const folder = process.argv[2] ?? process.env['ARGUS_SAMPLES'] ?? join(root, '../shared/data')
const most = Number(process.env['SAMPLES_EACH'] ?? 20)
const traces = (process.env['TRACES'] ?? 'served,written').split(',')

/** The goals are meant for such objects; most samples are smaller. */
const LARGE = 4_000
const GOALS: Readonly<Record<Shape, number>> = { stripped: 0.65, patch: 0.08, row: 0.15 }

if (!existsSync(join(folder, 'crds'))) {
  const skipped = `There is no folder of samples at ${folder}. Name one: ARGUS_SAMPLES=… make bench-bytes`
  console.log(JSON.stringify({ bench: 'bytes', skipped, results: [] }))
  process.exit()
}
const missing = traces.includes('served') && findApiServerAssets() === undefined
if (missing)
  console.log('There is no kube-apiserver: set KUBEBUILDER_ASSETS, or run `make envtest`.')

const kinds = readSampledKinds(folder)
const results: object[] = []
if (traces.includes('served') && !missing) {
  await using served = await startServedFlips(kinds)
  results.push(...(await told('served', (kind) => served.of(kind, kind.objects.slice(0, most)))))
  const { refused, flat } = served.leftOut
  console.log(`left out: ${refused} samples refused, ${flat} of kinds without conditions`)
}
if (traces.includes('written'))
  results.push(...(await told('written', async (kind) => kind.objects.slice(0, most).map(flipOf))))

console.log(
  JSON.stringify({
    bench: 'bytes',
    node: process.version,
    kernel: release(),
    workload: { samplesEach: most },
    absent: missing ? ['kube-apiserver'] : [],
    results,
  }),
)

async function told(
  trace: string,
  flipsOf: (kind: SampledKind) => Promise<readonly Flip[]>,
): Promise<readonly object[]> {
  await using wire = await openWire(kinds)
  const byKind: (readonly Cost[])[] = []
  for (const kind of kinds) {
    const flips = await flipsOf(kind)
    if (flips.length > 0) byKind.push(await wire.take(kind, flips))
  }
  const all = byKind.flat()
  const patched = all.filter((cost) => cost.patched).length
  console.log(
    `${trace}: ${all.length} flips of ${byKind.length} kinds, ${patched} of them as patches`,
  )
  const bytesOf = (name: Shape | 'full', of = all): string =>
    spread(
      of.map((cost) => cost[name]),
      0,
    )
  console.log(`${trace}, full: ${bytesOf('full')} bytes a flip`)
  const large = all.filter(({ full }) => full >= LARGE)
  return SHAPES.flatMap((shape) => {
    const goal = { most: GOALS[shape] }
    const ratios = byKind.map((costs) => median(costs.map((cost) => cost[shape] / cost.full)))
    const within = ratios.filter((ratio) => ratio <= goal.most).length
    console.log(
      `${trace}, ${shape}: ${bytesOf(shape)} bytes a flip; of full, by kind, ${spread(ratios, 3)}; ${within} of ${ratios.length} kinds within ${goal.most}`,
    )
    const id = `B12 ${trace} ${shape}/full`
    if (large.length === 0) return [judged(id, median(ratios), goal)]
    const ofLarge = large.map((cost) => cost[shape] / cost.full)
    console.log(
      `${trace}, ${shape}, ${large.length} flips of ${LARGE} bytes and more: ${bytesOf(shape, large)} bytes, of full ${spread(ofLarge, 3)}`,
    )
    return [
      judged(id, median(ratios), goal),
      judged(`${id} of ${LARGE} B and more`, median(ofLarge)),
    ]
  })
}
