import { builtInPlugins } from '@argus/plugins/built-in'

import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import { followPluginFolder, readPluginFolder, type PluginFile } from './plugin-folder.ts'
import { Plugins } from './plugins.ts'

export interface PluginOptions {
  /** The folder of the operator's own manifests, where there is one. */
  readonly pluginsDir: string | undefined
  readonly clock: Clock
  readonly events: Pick<Events, 'pluginsRead' | 'pluginsUnread'>
}

/** The plugins, each read once. */
export interface OpenPlugins {
  readonly used: Plugins
  /** Keeps them up with the folder until the signal aborts. */
  follow(signal: AbortSignal): Promise<void>
}

/** The built-in plugins and those of the folder. Rejects where the folder cannot be read: half of them is not all. */
export async function openPlugins({
  pluginsDir: folder,
  clock,
  events,
}: PluginOptions): Promise<OpenPlugins> {
  const used = new Plugins(builtInPlugins)
  if (folder === undefined) return { used, follow: async () => {} }
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
  return {
    used,
    async follow(signal) {
      for await (const reading of followPluginFolder(folder, first, { clock, signal })) {
        if (reading.type === 'read') take(reading.files)
        else events.pluginsUnread(reading.error)
      }
    },
  }
}
