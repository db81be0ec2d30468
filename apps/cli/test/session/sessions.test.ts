import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { loopbackCertificate } from '@argus/testkit/loopback-certificate'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'

import { startAuthServer, type AuthServer } from '../auth-server.ts'
import { buildArgus, type BuiltArgus } from '../built-argus.ts'

jest.setTimeout(120_000)

let argus: BuiltArgus
let auth: AuthServer
const logIn = () =>
  argus.run(
    ['login', auth.url, '--email', 'ada@example.com', '--password-stdin', '--context', 'here'],
    {
      input: 'a long password\n',
    },
  )

beforeAll(async () => {
  argus = await buildArgus()
  // So short that no token at hand is good enough: each process has to ask.
  auth = await startAuthServer({ expiresIn: 1 })
})
afterAll(async () => {
  await auth[Symbol.asyncDispose]()
  await argus[Symbol.asyncDispose]()
})

describe('a session', () => {
  it('lies in files that nobody else can read', async () => {
    expect(await logIn()).toMatchObject({ code: 0, out: '' })
    for (const path of ['config/contexts.json', 'config/sessions/here.json'])
      expect((await stat(join(argus.folder, path))).mode & 0o777).toBe(0o600)
  })

  it('holds no password', async () => {
    const kept = await readFile(join(argus.folder, 'config/sessions/here.json'), 'utf8')
    expect(kept).toContain('refresh.')
    expect(kept).not.toContain('a long password')
  })

  it('outlives many at once, each of which needs new tokens that are good for one use', async () => {
    await logIn()
    const before = auth.refreshes
    const all = await Promise.all(
      Array.from({ length: 8 }, () => argus.run(['whoami', '-o', 'json'])),
    )
    expect(all.map(({ code, err }) => [code, err])).toEqual(all.map(() => [0, '']))
    expect(auth.refreshes).toBeGreaterThan(before)
    expect((await argus.run(['whoami'])).code).toBe(0)
  })

  it('goes on where a token was refused before its time', async () => {
    auth.expire()
    expect((await argus.run(['whoami'])).code).toBe(0)
  })

  it('is not used once others can read its file', async () => {
    const path = join(argus.folder, 'config/sessions/here.json')
    await chmod(path, 0o644)
    const { code, err } = await argus.run(['whoami'])
    await chmod(path, 0o600)
    expect([code, err]).toEqual([1, expect.stringContaining(`chmod 600 ${path}`)])
  })

  it('is over for Argus too once it is logged out', async () => {
    expect((await argus.run(['logout'])).err).toContain('Logged out')
    await expect(stat(join(argus.folder, 'config/sessions/here.json'))).rejects.toThrow('ENOENT')
    const { code, err } = await argus.run(['whoami', '-o', 'json'])
    expect(code).toBe(3)
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'not_logged_in', exit: 3 } })
  })

  it('is kept, and said to be there still, where Argus does not answer to a log-out', async () => {
    const other = await startAuthServer()
    await argus.run(
      ['login', other.url, '--email', 'a@b.c', '--password-stdin', '--context', 'away'],
      { input: 'x\n' },
    )
    await other[Symbol.asyncDispose]()
    const { code, err } = await argus.run(['logout', '--context', 'away'])
    expect([code, err]).toEqual([7, expect.stringContaining('does not answer')])
    expect((await argus.run(['contexts', '-o', 'json'])).out).toContain('"loggedIn": true')
  })
})

describe('a context', () => {
  it('with a session that lives is forgotten only when that is said', async () => {
    await using other = await startAuthServer()
    const line = ['login', other.url, '--email', 'a@b.c', '--password-stdin', '--context', 'third']
    await argus.run(line, { input: 'x\n' })
    expect((await argus.run(['contexts', 'remove', 'third'])).code).toBe(2)
    expect((await argus.run(['contexts', 'remove', 'third', '--force'])).code).toBe(0)
    expect((await argus.run(['contexts', 'use', 'third'])).code).toBe(5)
    expect((await argus.run(['contexts', 'use', 'here'])).code).toBe(0)
    expect(JSON.parse((await argus.run(['contexts', '-o', 'json'])).out)).toMatchObject({
      contexts: expect.arrayContaining([expect.objectContaining({ name: 'here', current: true })]),
    })
  })

  it('is trusted by the authority of its certificate, and by nothing less', async () => {
    const certificate = await loopbackCertificate('argus')
    const authority = join(argus.folder, 'authority.pem')
    await writeFile(authority, certificate.cert)
    await using other = await startAuthServer({ certificate })
    const line = ['login', other.url, '--email', 'a@b.c', '--password-stdin', '--context', 'tls']
    const refused = await argus.run(line, { input: 'x\n' })
    expect([refused.code, refused.err]).toEqual([7, expect.stringContaining('NODE_EXTRA_CA_CERTS')])
    const env = { NODE_EXTRA_CA_CERTS: authority }
    expect(await argus.run(line, { input: 'x\n', env })).toMatchObject({ code: 0 })
    expect(await argus.run(['whoami', '--context', 'tls'], { env })).toMatchObject({ code: 0 })
  })

  it('is never of plain http to another machine', async () => {
    const { code, err } = await argus.run(['login', 'http://argus.example.com'])
    expect([code, err]).toEqual([2, expect.stringContaining('in the clear')])
  })
})
