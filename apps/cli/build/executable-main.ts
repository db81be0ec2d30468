/** Makes an executable of `argus` for this machine's system, with Node in it: the file that is given. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

import { bundle } from './bundle.ts'

const [output] = process.argv.slice(2)
if (output === undefined) {
  console.error('usage: node build/executable-main.ts FILE')
  process.exit(2)
}
if (Number.parseInt(process.versions.node, 10) < 26) {
  console.error(`Node ${process.versions.node} makes no executables: 26 or newer does.`)
  process.exit(1)
}
const folder = mkdtempSync(join(tmpdir(), 'argus-executable-'))
try {
  const main = join(folder, 'argus.cjs')
  const plan = join(folder, 'plan.json')
  mkdirSync(dirname(resolve(output)), { recursive: true })
  writeFileSync(main, await bundle('main.ts'))
  // https://nodejs.org/api/single-executable-applications.html
  writeFileSync(
    plan,
    JSON.stringify({
      main,
      output: resolve(output),
      disableExperimentalSEAWarning: true,
      useCodeCache: true,
    }),
  )
  execFileSync(process.execPath, [`--build-sea=${plan}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  console.log(resolve(output))
} finally {
  rmSync(folder, { recursive: true })
}
