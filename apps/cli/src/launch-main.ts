/**
 * What `bin/argus` begins with. The program is a text in the same file, and what V8 makes of it is kept in the user's cache, a
 * file for each command: reading the program anew takes longer than most commands do. Nothing here is `import`ed when it runs,
 * so that the file is the same to Node as a module and as a script.
 */
import { hash, program } from 'argus:program'

import { cacheFolder } from './places.ts'

const { Script } = process.getBuiltinModule('node:vm')
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } =
  process.getBuiltinModule('node:fs')
const { homedir } = process.getBuiltinModule('node:os')

const { env, platform, versions, arch } = process
const command = /^[a-z]+$/.exec(process.argv[2] ?? '')?.[0] ?? 'argus'
const folder = cacheFolder(env, { platform, home: homedir() })
const path = `${folder}/code/${hash}-${versions.v8}-${arch}-${command}`

const cachedData = kept()
const script = new Script(program, {
  filename: 'argus',
  ...(cachedData !== undefined && { cachedData }),
})
if (cachedData === undefined || script.cachedDataRejected === true)
  process.once('exit', (code) => {
    if (code === 0) keep()
  })
const run: unknown = script.runInThisContext()
if (typeof run === 'function') run((name: string) => process.getBuiltinModule(name))

function kept(): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined // the first time, or no cache may be kept here: then it is read anew
  }
}

function keep(): void {
  try {
    mkdirSync(`${folder}/code`, { recursive: true, mode: 0o700 })
    const draft = `${path}.${process.pid}`
    writeFileSync(draft, script.createCachedData(), { mode: 0o600 })
    renameSync(draft, path)
    for (const name of readdirSync(`${folder}/code`))
      if (!name.startsWith(hash)) rmSync(`${folder}/code/${name}`) // of a version that was here before
  } catch {
    // No cache may be kept here: the next start takes as long as this one.
  }
}
