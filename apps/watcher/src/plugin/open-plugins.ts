import type { FleetDatabase } from '@argus/db/fleet'
import { builtInPlugins } from '@argus/plugins/built-in'

import type { Clock } from '../clock.ts'
import type { Bell } from '../bell.ts'
import type { Events } from '../events.ts'
import { followSwitches } from './follow-switches.ts'
import { followPluginFolder, readPluginFolder, type PluginFile } from './plugin-folder.ts'
import { Plugins } from './plugins.ts'
import { readSwitchedOff } from './stored-switches.ts'

export interface PluginOptions {
  /** The folder of the operator's own manifests, where there is one. */
  readonly pluginsDir: string | undefined
  readonly db: FleetDatabase
  /** Rung when a cluster may follow other plugins than before. */
  readonly bell: Bell
  readonly clock: Clock
  readonly events: Pick<Events, 'pluginsRead' | 'pluginsUnread'>
}

/** The plugins, each read once. */
export interface OpenPlugins {
  readonly used: Plugins
  /** Keeps them up with folder and database until the signal aborts. */
  follow(signal: AbortSignal): Promise<void>
}

/** The built-in plugins and those of the folder. Rejects where folder or database cannot be read: half of them is not all. */
export async function openPlugins(options: PluginOptions): Promise<OpenPlugins> {
  const { pluginsDir: folder, db, clock, events } = options
  const used = new Plugins(builtInPlugins)
  used.switchOff(await readSwitchedOff(db))
  const followDatabase = async (signal: AbortSignal): Promise<void> => {
    for await (const off of followSwitches(options, signal)) used.switchOff(off)
  }
  if (folder === undefined) return { used, follow: followDatabase }
  const take = (files: readonly PluginFile[]): void => {
    used.take(files)
    const { files: own, refused } = used.current
    events.pluginsRead({ plugins: [...own.keys()], refused })
  }
  const first = await readPluginFolder(folder).catch((cause: unknown) => {
    throw new Error(
      `ARGUS_PLUGINS_DIR: the folder ${folder} cannot be read. Mount it, or unset the variable.`,
      { cause },
    )
  })
  take(first)
  const followFolder = async (signal: AbortSignal): Promise<void> => {
    for await (const reading of followPluginFolder(folder, first, { clock, signal })) {
      if (reading.type === 'read') take(reading.files)
      else events.pluginsUnread(reading.error)
    }
  }
  return {
    used,
    async follow(signal) {
      await Promise.all([followDatabase(signal), followFolder(signal)])
    },
  }
}
