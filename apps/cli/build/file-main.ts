/** Bundles `argus` into one file that Node runs, in `dist` or in the folder that is given. */
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { bundle } from './bundle.ts'

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../dist'))

const program = await bundle('main.ts')
const hash = createHash('sha256').update(program).digest('hex').slice(0, 16)
const launcher = await bundle('launch-main.ts', [
  {
    name: 'program',
    resolveId: (id) => (id === 'argus:program' ? id : undefined),
    load: (id) =>
      id === 'argus:program'
        ? `export const hash = ${JSON.stringify(hash)}
export const program = ${JSON.stringify(`(function (require) {${program}\n})`)}`
        : undefined,
  },
])

const file = join(folder, 'argus')
mkdirSync(folder, { recursive: true })
writeFileSync(
  file,
  `#!/usr/bin/env node\n;(function (require) {\n${launcher}\n})((name) => process.getBuiltinModule(name))\n`,
)
chmodSync(file, 0o755)
console.log(`${file}: ${Math.round(launcher.length / 1024)} KiB`)
