import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { z } from 'zod'

const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)

const composeSchema = z.object({
  services: z.record(
    z.string(),
    z.looseObject({
      restart: z.string().optional(),
      read_only: z.boolean().optional(),
      cap_drop: z.array(z.string()).optional(),
      security_opt: z.array(z.string()).optional(),
      ports: z.array(z.string()).default([]),
      profiles: z.array(z.string()).default([]),
      environment: z.record(z.string(), z.coerce.string()).default({}),
      env_file: z.array(z.string()).default([]),
      depends_on: z.unknown().optional(),
      deploy: z.object({
        resources: z.object({ limits: z.object({ memory: z.string(), cpus: z.string() }) }),
      }),
      healthcheck: z
        .object({
          test: z.array(z.string()),
          interval: z.string(),
          timeout: z.string(),
          retries: z.int(),
          start_period: z.string(),
        })
        .optional(),
    }),
  ),
})

async function read(file: string): Promise<z.infer<typeof composeSchema>['services']> {
  const text = await readFile(join(root, 'compose', file), 'utf8')
  return composeSchema.parse(parse(text, { merge: true })).services
}

describe('compose', () => {
  let services: Awaited<ReturnType<typeof read>> = {}
  beforeAll(async () => {
    services = await read('compose.yaml')
  })
  const all = () => Object.entries(services)

  it('runs every part of Argus, and more of some where it is asked to', () => {
    expect(Object.keys(services).toSorted()).toEqual([
      'auth',
      'gateway',
      'gateway-2',
      'gateway-3',
      'migrations',
      'postgres',
      'redis',
      'simulation',
      'watcher',
      'watcher-2',
      'web',
    ])
    const asked = (profile: string) =>
      all().flatMap(([name, { profiles }]) => (profiles.includes(profile) ? [name] : []))
    expect(asked('scale')).toEqual(['watcher-2', 'gateway-2', 'gateway-3'])
    expect(asked('simulated')).toEqual(['simulation'])
  })

  it('publishes nothing beyond this machine, and neither the internal port nor a store at all', () => {
    const published = all().flatMap(([, { ports }]) => ports)
    for (const port of published) expect(port).toMatch(/^127\.0\.0\.1:/)
    expect(published.map((port) => port.split(':').at(-1))).toEqual([
      '3000',
      '8080',
      '8081',
      '8082',
    ])
  })

  it("keeps the address of the console's server, which alone is believed, out of those given out", async () => {
    const text = await readFile(join(root, 'compose/compose.yaml'), 'utf8')
    const own = '${ARGUS_NETWORK:-10.211.80}.10'
    expect(parse(text, { merge: true })).toMatchObject({
      services: { web: { networks: { argus: { ipv4_address: own } } } },
      networks: {
        argus: { ipam: { config: [{ ip_range: '${ARGUS_NETWORK:-10.211.80}.128/25' }] } },
      },
    })
    for (const name of ['auth', 'watcher', 'gateway'])
      expect(services[name]?.environment['ARGUS_TRUSTED_PROXIES']).toBe(own)
  })

  it('gives every container as little as it needs', () => {
    for (const [name, service] of all()) {
      expect({ name, ...service }).toMatchObject({
        name,
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      })
      const limits = { memory: name === 'postgres' ? '1G' : '512M', cpus: '1.0' }
      expect({ name, limits: service.deploy.resources.limits }).toMatchObject({ name, limits })
    }
  })

  it('starts again whatever ends, but the job that is to end', () => {
    for (const [name, { restart }] of all())
      expect([name, restart]).toEqual([name, name === 'migrations' ? 'no' : 'unless-stopped'])
  })

  it('looks after the health of everything that goes on', () => {
    for (const [name, { healthcheck }] of all())
      expect([name, healthcheck === undefined]).toEqual([name, name === 'migrations'])
    expect(services['web']?.healthcheck).toEqual({
      test: expect.arrayContaining(['http://127.0.0.1:3000/login']),
      interval: '15s',
      timeout: '5s',
      retries: 3,
      start_period: '30s',
    })
  })

  it('lets nothing start on a schema that is not there', () => {
    const after = { migrations: { condition: 'service_completed_successfully' } }
    for (const name of ['auth', 'watcher', 'watcher-2'])
      expect(services[name]?.depends_on).toMatchObject(after)
  })

  it('holds no secret', () => {
    for (const [name, { environment }] of all())
      for (const [variable, value] of Object.entries(environment)) {
        const said = `${name}: ${variable}=${value}`
        expect(said).not.toMatch(/PASSWORD|TOKEN|ENCRYPTION_KEY|DATABASE_URL|REDIS_URL/)
        expect(said).not.toMatch(/:\/\/[^/]*@/)
      }
  })

  it('has the documented login in its development override alone, which changes nothing else', async () => {
    const text = await readFile(join(root, 'compose/compose.development.yaml'), 'utf8')
    expect(parse(text)).toEqual({
      services: {
        auth: { environment: { ARGUS_MODE: 'development', ARGUS_DEVELOPMENT_LOGIN: 'true' } },
      },
    })
    expect(JSON.stringify(services)).not.toContain('DEVELOPMENT')
  })
})

describe('the secrets of compose', () => {
  let parent = ''
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'argus-secrets-'))
  })
  afterAll(() => rm(parent, { recursive: true }))

  const make = (folder: string) =>
    run(process.execPath, [join(root, 'scripts/compose-secrets.ts')], {
      env: { ...process.env, ARGUS_SECRETS_FOLDER: folder },
    })
  const contents = async (folder: string): Promise<Readonly<Record<string, string>>> => {
    const names = await readdir(folder)
    const texts = names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])
    return Object.fromEntries(await Promise.all(texts))
  }

  it("are made once, for their owner's eyes, and stay as they are", async () => {
    const folder = join(parent, 'once')
    await make(folder)
    const made = await contents(folder)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    for (const name of Object.keys(made)) {
      const { mode } = await stat(join(folder, name))
      expect([name, mode & 0o777]).toEqual([name, name === 'users.acl' ? 0o644 : 0o600])
    }
    await make(folder)
    expect(await contents(folder)).toEqual(made)
    const others = join(parent, 'others')
    await make(others)
    expect(await contents(others)).not.toEqual(made)
  })

  it('are for each container what that one needs: no password of another, and hashes for Redis', async () => {
    const folder = join(parent, 'apart')
    await make(folder)
    const made = await contents(folder)
    const names = (file: string) =>
      [...(made[file] ?? '').matchAll(/^(\w+)=/gm)].map(([, it]) => it)
    expect(names('gateway.env')).toEqual(['REDIS_URL', 'ARGUS_SERVICE_TOKEN'])
    expect(names('migrations.env')).toEqual(['DATABASE_URL'])
    const key = (file: string) => /ENCRYPTION_KEY=(.+)/.exec(made[file] ?? '')?.[1]
    expect(key('auth.env')).not.toBe(key('watcher.env'))
    const users = made['users.acl'] ?? ''
    expect(users).toMatch(/^user default off\n/)
    expect(users.match(/^user argus-(?:watcher|gateway|auth) on #[\da-f]{64} /gm)).toHaveLength(3)
    expect(users).not.toContain('>')
  })

  it('are not made again beside those that are left', async () => {
    const folder = join(parent, 'partly')
    await make(folder)
    await rm(join(folder, 'auth.env'))
    await expect(make(folder)).rejects.toThrow(/lacks auth\.env\. Put it back from a copy/)
    expect(await readdir(folder)).not.toContain('auth.env')
  })

  it('are known to no version control', async () => {
    const ignored = await readFile(join(root, '.gitignore'), 'utf8')
    expect(ignored.split('\n')).toContain('compose/secrets*/')
    const images = await readFile(join(root, '.dockerignore'), 'utf8')
    expect(images.split('\n')).not.toContain('!compose')
  })
})
