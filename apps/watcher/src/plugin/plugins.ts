import type { PluginManifest } from '@argus/contracts/plugin-manifest'
import { combinePlugins, type CombinedPlugins } from '@argus/plugins/combine'
import { readManifest, type ManifestReading } from '@argus/plugins/read-manifest'
import { readPrinterColumns } from '@argus/projection/printer-column'

import type { PluginFile } from './plugin-folder.ts'
import type { ClusterPlugin } from './stored-switches.ts'

/**
 * The plugins that are used now: the built-in ones, and those of the operator's folder as it was last read; and which
 * clusters do not follow which.
 */
export class Plugins {
  readonly #builtIn: readonly PluginManifest[]
  #read: readonly FileReading[] = []
  #combined: CombinedPlugins
  #off: ReadonlySet<string> = new Set()

  constructor(builtIn: readonly PluginManifest[]) {
    this.#builtIn = builtIn
    this.#combined = combinePlugins(builtIn, [])
  }

  get current(): CombinedPlugins {
    return this.#combined
  }

  /** The plugins whose kinds a cluster follows. */
  followedOn(cluster: string): readonly PluginManifest[] {
    return this.#combined.manifests.filter(({ id }) => this.isFollowed({ cluster, plugin: id }))
  }

  isFollowed(one: ClusterPlugin): boolean {
    return !this.#off.has(nameOf(one))
  }

  /** These, and no others, are not followed from now on. */
  switchOff(off: readonly ClusterPlugin[]): void {
    this.#off = new Set(off.map(nameOf))
  }

  /** Takes the folder as it is now. A manifest whose file is as it was stays the same object. */
  take(files: readonly PluginFile[]): void {
    this.#read = files.map(
      (file) => this.#read.find((one) => isSame(one.file, file)) ?? { file, reading: read(file) },
    )
    const readings = this.#read.map(({ reading }) => reading)
    this.#combined = combinePlugins(this.#builtIn, readings)
  }
}

function nameOf({ cluster, plugin }: ClusterPlugin): string {
  return `${cluster}/${plugin}`
}

interface FileReading {
  readonly file: PluginFile
  readonly reading: ManifestReading
}

function isSame(one: PluginFile, other: PluginFile): boolean {
  return one.file === other.file && 'text' in one && 'text' in other && one.text === other.text
}

function read(file: PluginFile): ManifestReading {
  if ('text' in file) return readManifest({ ...file, whyUnusable })
  return {
    type: 'refused',
    problems: [{ file: file.file, line: 1, reason: `the file ${file.unread}` }],
  }
}

function whyUnusable(jsonPath: string): string | undefined {
  return readPrinterColumns([{ name: 'column', type: 'string', jsonPath }]).refused[0]
}
