import { plainText } from '../live/words.ts'

/** `Firefox on Linux` from what a browser calls itself; the text as it came where that says something else. */
export function deviceName(userAgent: string | null): string {
  if (userAgent === null || userAgent === '') return 'A device that did not name itself'
  const browser = BROWSERS.find(([sign]) => userAgent.includes(sign))?.[1]
  const system = SYSTEMS.find(([sign]) => userAgent.includes(sign))?.[1]
  if (browser === undefined) return plainText(userAgent.slice(0, 80))
  return system === undefined ? browser : `${browser} on ${system}`
}

/** Most browsers name those that they descend from, too: the first that is found counts. */
const BROWSERS = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const

const SYSTEMS = [
  ['Android', 'Android'],
  ['iPhone', 'an iPhone'],
  ['iPad', 'an iPad'],
  ['Windows', 'Windows'],
  ['Mac OS', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const
