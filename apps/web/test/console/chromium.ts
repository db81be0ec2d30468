import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

import { chromium, type Browser } from 'playwright-core'

/** Why these suites are left out here, if they are. */
export function chromiumMissing(): string | undefined {
  return findChromium() === undefined ? 'no chromium on PATH: install one' : undefined
}

/** A headless browser with a profile of its own, that asks nobody anything. */
export function startChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('There is no chromium on PATH: install one.')
  // Its sandbox refuses to run as root, as it does in containers.
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0, args: QUIET })
}

const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find(executable)
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // Not there, or not ours to run.
  }
}
