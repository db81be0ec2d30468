import { styleText } from 'node:util'

import type { Run } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { Failure, misused } from '../failure.ts'
import { difference } from '../output/difference.ts'
import { harmless } from '../output/harmless.ts'
import { yamlOf } from '../output/yaml.ts'
import { compared } from '../resources/compared.ts'
import { namedKind } from '../resources/named-kind.ts'
import { readList, type ReadItem } from '../resources/read-list.ts'
import { filterOf, select } from '../resources/selection.ts'
import { shortfalls } from '../resources/shortfall.ts'

/** `argus diff`: one object in two clusters. */
export const run: Run = async (input, surroundings) => {
  const { config, terminal, signal } = surroundings
  const [word, name] = [input.needed('KIND'), input.needed('NAME')]
  const { opened, clusters } = await select(input, surroundings)
  const [left, right, ...more] = input
    .list('cluster')
    .flatMap((pattern) => clusters.filter(({ id }) => id === pattern))
    .map(({ id }) => id)
  if (left === undefined || right === undefined || more.length > 0)
    throw misused('Two clusters are compared', 'Name both: --cluster a --cluster b.')
  const { kind, unasked } = await namedKind({ config, opened }, word, [left, right])
  const filter = { ...filterOf(input), shape: 'object', name } as const
  const read = await readList(opened.api, [left, right], {
    kind,
    filter,
    signal,
    wait: (what) => terminal.note(what),
  })
  const missing = shortfalls({ ...read, unasked }, Date.now())
  for (const { cluster, text } of missing) terminal.note(`${cluster}: ${text}`)
  const sides = [left, right].map((cluster) => ({
    cluster,
    item: onlyOne(read.items.filter((item) => item.cluster === cluster)),
  }))
  const lost = sides.filter(({ item }) => item === undefined).map(({ cluster }) => cluster)
  if (lost.length > 0)
    throw new Failure({
      code: missing.length > 0 ? 'unavailable' : 'not_found',
      happened: `There is no ${kind.kind} "${name}" in ${lost.join(' and ')}`,
      why: 'or you may see nothing of it',
      next: 'Look where it is: argus get.',
    })
  const [a, b] = sides.map(({ cluster, item }) => ({
    name: `${cluster}/${item?.key.replace(/^\//, '') ?? ''}`,
    text: yamlOf(compared(item?.object, input.on('status'))),
  }))
  if (a === undefined || b === undefined) throw new Error('two sides make two texts')
  const lines = difference(a, b)
  await terminal.out(
    lines
      .split('\n')
      .map((line) => painted(line, terminal.colour.out))
      .join('\n'),
  )
  if (lines !== '') return ExitCode.Found
  if (missing.length > 0) return ExitCode.Partial
  terminal.note('They are the same.')
  return ExitCode.Done
}

/** A name may be in several namespaces of a cluster. */
function onlyOne(items: readonly ReadItem[]): ReadItem | undefined {
  const [first, second] = items
  if (second === undefined) return first
  throw misused(
    `The name is in several namespaces: ${items.map(({ key }) => key).join(', ')}`,
    'Say which: -n NAMESPACE.',
  )
}

function painted(line: string, colour: boolean): string {
  const text = harmless(line)
  if (!colour || line.startsWith('---') || line.startsWith('+++')) return text
  if (line.startsWith('-')) return styleText('red', text, { validateStream: false })
  if (line.startsWith('+')) return styleText('green', text, { validateStream: false })
  return text
}
