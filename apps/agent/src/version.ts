import manifest from '../package.json' with { type: 'json' }

/** Of this program, as the watcher and the console show it. */
export const VERSION = manifest.version
