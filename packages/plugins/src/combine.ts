import type { PluginManifest } from '@argus/contracts/plugin-manifest'

import type { ManifestProblem, ManifestReading } from './read-manifest.ts'

/** The plugins that are used, and what of the files is not, and why. */
export interface CombinedPlugins {
  readonly manifests: readonly PluginManifest[]
  /** The file that each plugin of an operator comes from, by its id. */
  readonly files: ReadonlyMap<string, string>
  readonly refused: readonly ManifestProblem[]
}

/**
 * The built-in plugins and those of files, in the order given. A file with the id of a built-in one stands in its place;
 * one that names an id or a resource which another plugin has is refused whole, and the others stay.
 */
export function combinePlugins(
  builtIn: readonly PluginManifest[],
  readings: readonly ManifestReading[],
): CombinedPlugins {
  const refused: ManifestProblem[] = []
  const files = new Map<string, string>()
  const own: PluginManifest[] = []
  const replaced = new Set(
    readings.flatMap((reading) => (reading.type === 'read' ? [reading.manifest.id] : [])),
  )
  const kept = builtIn.filter(({ id }) => !replaced.has(id))
  for (const reading of readings) {
    const problems =
      reading.type === 'refused' ? reading.problems : conflicts(reading, [...kept, ...own])
    refused.push(...problems)
    if (reading.type === 'refused' || problems.length > 0) continue
    own.push(reading.manifest)
    files.set(reading.manifest.id, reading.file)
  }
  // A built-in plugin whose replacement was refused is better than none.
  const lost = builtIn.filter(({ id }) => replaced.has(id) && !files.has(id))
  return { manifests: [...kept, ...lost, ...own], files, refused }
}

function conflicts(
  { file, manifest, lineOf }: Extract<ManifestReading, { type: 'read' }>,
  others: readonly PluginManifest[],
): readonly ManifestProblem[] {
  const same = others.find(({ id }) => id === manifest.id)
  if (same !== undefined) {
    return [
      { file, line: lineOf(['id']), reason: `another file has the id ${manifest.id} already` },
    ]
  }
  return manifest.resources.flatMap(({ group, resource }, at) => {
    const owner = others.find(({ resources }) =>
      resources.some((one) => one.group === group && one.resource === resource),
    )
    const twice = manifest.resources
      .slice(0, at)
      .some((one) => one.group === group && one.resource === resource)
    if (owner === undefined && !twice) return []
    const whose = twice ? 'this file' : `the plugin ${owner?.id}`
    const reason = `${whose} has ${resource}.${group} already`
    return [{ file, line: lineOf(['resources', at, 'resource']), reason }]
  })
}
