/**
 * Makes the secrets of `compose/compose.yaml` at its first use, in a folder for its owner's eyes: a file for each container,
 * with what that one needs and no more. What is there already is never changed.
 */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = resolve(process.env['ARGUS_SECRETS_FOLDER'] ?? join(root, 'compose/secrets'))

/** Of the URL alphabet: it stands in addresses. 192 bits. */
const password = (): string => randomBytes(24).toString('base64url')
const key = (): string => randomBytes(32).toString('base64')

if (existsSync(folder)) {
  const missing = Object.keys(makeFiles()).filter((name) => !existsSync(join(folder, name)))
  if (missing.length > 0) {
    console.error(
      `${folder} lacks ${missing.join(', ')}. Put it back from a copy; or, to start afresh without the data, remove the folder and the volumes: make compose-down VOLUMES=1.`,
    )
    process.exit(1)
  }
} else {
  // Written beside its place: a start that is cut short leaves no half of them behind.
  const unfinished = `${folder}.new`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true, mode: 0o700 })
  for (const [name, { text, mode }] of Object.entries(makeFiles()))
    writeFileSync(join(unfinished, name), text, { mode })
  renameSync(unfinished, folder)
  console.log(`Made the secrets of this installation, in ${folder}: keep a copy elsewhere.`)
}

interface SecretFile {
  readonly text: string
  readonly mode: number
}

function makeFiles(): Readonly<Record<string, SecretFile>> {
  const database = { migrations: password(), auth: password(), watcher: password() }
  const redis = { auth: password(), watcher: password(), gateway: password() }
  const ARGUS_SERVICE_TOKEN = password()
  const databaseUrl = (user: keyof typeof database): string =>
    `postgres://${user}:${database[user]}@postgres:5432/argus`
  const redisUrl = (user: keyof typeof redis): string =>
    `redis://argus-${user}:${redis[user]}@redis:6379`
  return {
    'postgres.env': env({
      POSTGRES_PASSWORD: password(),
      ARGUS_MIGRATIONS_PASSWORD: database.migrations,
      ARGUS_AUTH_PASSWORD: database.auth,
      ARGUS_WATCHER_PASSWORD: database.watcher,
    }),
    'migrations.env': env({ DATABASE_URL: databaseUrl('migrations') }),
    'auth.env': env({
      DATABASE_URL: databaseUrl('auth'),
      REDIS_URL: redisUrl('auth'),
      ARGUS_SERVICE_TOKEN,
      ARGUS_KEY_ENCRYPTION_KEY: key(),
      ARGUS_BOOTSTRAP_PASSWORD: password(),
    }),
    'watcher.env': env({
      DATABASE_URL: databaseUrl('watcher'),
      REDIS_URL: redisUrl('watcher'),
      ARGUS_SERVICE_TOKEN,
      ARGUS_KEY_ENCRYPTION_KEY: key(),
    }),
    'gateway.env': env({ REDIS_URL: redisUrl('gateway'), ARGUS_SERVICE_TOKEN }),
    // Read by the user of Redis in its container. The hashes in it are of passwords that nobody can guess.
    'users.acl': { text: usersOf(redis), mode: 0o644 },
  }
}

function env(variables: Readonly<Record<string, string>>): SecretFile {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`)
  return { text: lines.join(''), mode: 0o600 }
}

/** The users of `docs/operations/redis.md`, with the hash of a password of their own in place of each that is to be changed. */
function usersOf(passwords: Readonly<Record<string, string>>): string {
  const page = readFileSync(join(root, 'docs/operations/redis.md'), 'utf8')
  const lines = page.split('\n').filter((line) => /^user (?:default|argus-)/.test(line))
  const users = lines.map((line) =>
    line.replace(/>change-me-(\w+)/, (_, user: string) => {
      const own = passwords[user]
      if (own === undefined)
        throw new Error(`docs/operations/redis.md has a user ${user} that compose does not know.`)
      return `#${createHash('sha256').update(own).digest('hex')}`
    }),
  )
  return `${users.join('\n')}\n`
}
