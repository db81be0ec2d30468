/** Tells a person where the console of compose is, and how to log in the first time. Argument: `development` or `production`. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const [mode] = process.argv.slice(2)
const folder = resolve(
  process.env['ARGUS_SECRETS_FOLDER'] ?? join(import.meta.dirname, '../compose/secrets'),
)
const port = process.env['ARGUS_WEB_PORT'] ?? '3000'
console.log(`\n  Console   http://localhost:${port}`)
if (mode === 'development') {
  console.log('  Login     admin@argus.local, password admin (in this development mode only)\n')
} else {
  const password = /^ARGUS_BOOTSTRAP_PASSWORD=(.+)$/m.exec(
    readFileSync(join(folder, 'auth.env'), 'utf8'),
  )?.[1]
  console.log(`  Login     admin@argus.local, password ${password ?? 'as it was changed to'}`)
  console.log(
    '            good for one login within a day of the first start, which asks for another\n',
  )
}
