import { hostname, platform, userInfo } from 'node:os'

import manifest from '../../package.json' with { type: 'json' }

/** What this terminal calls itself, for the person who is to recognize it: `anna@laptop`. */
export function terminalName(): string {
  return `${userName()}@${hostname()}`.slice(0, 64)
}

/** As sessions are listed by it. A header holds no other characters. */
export const userAgent = (): string =>
  `argus/${manifest.version} (${platform()}; ${terminalName()})`.replaceAll(/[^\x20-\x7E]/g, '?')

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'somebody' // a user without a name in the system, as in some containers
  }
}
