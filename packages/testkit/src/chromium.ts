import { chromium, type Browser } from 'playwright-core'

import { findProgram } from './find-program.ts'

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

/** The program of a browser on PATH, if there is one. */
function findChromium(): string | undefined {
  return findProgram('chromium', 'chromium-browser', 'google-chrome')
}
