import { join } from 'node:path'

export interface Machine {
  readonly platform: NodeJS.Platform
  readonly home: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** Where contexts and sessions are kept: what the user says, else what the platform has for it. */
export function configFolder(env: Environment, { platform, home }: Machine): string {
  const { ARGUS_CONFIG_DIR, XDG_CONFIG_HOME, APPDATA } = env
  if (ARGUS_CONFIG_DIR) return ARGUS_CONFIG_DIR
  if (XDG_CONFIG_HOME) return join(XDG_CONFIG_HOME, 'argus')
  if (platform === 'win32') return join(APPDATA || join(home, 'AppData', 'Roaming'), 'argus')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'argus')
  return join(home, '.config', 'argus')
}

/** Where lies what can be had again. */
export function cacheFolder(env: Environment, { platform, home }: Machine): string {
  const { ARGUS_CACHE_DIR, XDG_CACHE_HOME, LOCALAPPDATA } = env
  if (ARGUS_CACHE_DIR) return ARGUS_CACHE_DIR
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'argus-cli')
  if (platform === 'win32') return join(LOCALAPPDATA || join(home, 'AppData', 'Local'), 'argus-cli')
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'argus-cli')
  return join(home, '.cache', 'argus-cli')
}
