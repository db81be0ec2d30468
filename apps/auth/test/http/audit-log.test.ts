import { auditEntrySchema, auditLogSchema } from '@argus/contracts/http/audit-log'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { auditEntries } from '../../src/ledger/audit-log.ts'
import { acting, actAs, outcomeOf, type Acting } from '../administration.ts'
import { addUser, startTestAuth, type TestAuth } from '../auth-service.ts'

const ROWS = 1_203

let auth: TestAuth
let auditor: Acting
let someone: string
beforeAll(async () => {
  auth = await startTestAuth()
  someone = await addUser(auth.db, { email: 'someone@example.test' })
  await auth.database.query(
    `INSERT INTO auth.audit_log (at, actor_id, actor_email, action, resource, target, cluster_id, outcome, ip)
     SELECT '2025-06-01T00:00:00Z'::timestamptz + n * interval '1 minute', $1, 'Someone@example.test',
            CASE WHEN n % 3 = 0 THEN 'role.assigned' WHEN n % 3 = 1 THEN 'role.changed' ELSE 'login.ok' END,
            CASE WHEN n % 2 = 0 THEN 'users' ELSE 'roles' END, 'target ' || n % 10,
            CASE WHEN n % 5 = 0 THEN 'prod' END, CASE WHEN n % 7 = 0 THEN 'refused' ELSE 'ok' END, '192.0.2.7'
     FROM generate_series(1, $2) AS n`,
    [someone, ROWS],
  )
  await addUser(auth.db, { email: 'admin@example.test', role: 'admin' })
  auditor = await actAs(auth, 'admin@example.test')
})
afterAll(() => auth[Symbol.asyncDispose]())

const page = async (query: string) =>
  auditLogSchema.parse((await auditor.get(`/api/audit-log?${query}`)).json())

const exported = async (query = '') => {
  const answer = await auditor.get(`/api/audit-log/export?${query}`)
  expect(answer.headers.get('content-type')).toContain('application/x-ndjson')
  const lines = answer.text.split('\n').filter((line) => line !== '')
  return lines.map((line) => auditEntrySchema.parse(JSON.parse(line)))
}

test('A-36 history is read newest first, each entry whole and once, page by page', async () => {
  const read = []
  let before = ''
  do {
    const { entries, next } = await page(`actor=${someone}&limit=200${before}`)
    read.push(...entries)
    before = next === null ? '' : `&before=${next}`
  } while (before !== '')
  expect(read).toHaveLength(ROWS)
  const ids = read.map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => b - a))
  expect(read.at(-1)).toMatchObject({
    at: '2025-06-01T00:01:00.000Z',
    action: 'role.changed',
    actor: { id: someone, email: 'Someone@example.test' },
    resource: 'roles',
    target: 'target 1',
    cluster: null,
    outcome: 'ok',
    ip: '192.0.2.7',
  })
})

describe('A-36 history is searched', () => {
  type Entry = Awaited<ReturnType<typeof exported>>[number]
  test.each<[string, string, (entry: Entry) => boolean]>([
    ['by action', 'action=role.changed', ({ action }) => action === 'role.changed'],
    ['by how an action begins', 'action=role.*', ({ action }) => action.startsWith('role.')],
    [
      'by the address of the actor, whatever its case',
      'actor=SOMEONE@example.test',
      ({ actor }) => actor?.id === someone,
    ],
    ['by target', 'target=target%203', ({ target }) => target === 'target 3'],
    ['by resource', 'resource=roles', ({ resource }) => resource === 'roles'],
    ['by cluster', 'cluster=prod', ({ cluster }) => cluster === 'prod'],
    ['by outcome', 'outcome=refused', ({ outcome }) => outcome === 'refused'],
    [
      'by time',
      'from=2025-06-01T01:00:00Z&to=2025-06-01T02:00:00%2B00:00',
      ({ at }) => at >= '2025-06-01T01:00:00.000Z' && at < '2025-06-01T02:00:00.000Z',
    ],
    [
      'by several of them',
      'action=role.*&cluster=prod&outcome=refused',
      ({ action, cluster, outcome }) =>
        action.startsWith('role.') && cluster === 'prod' && outcome === 'refused',
    ],
  ])('%s, in pages and in the export alike', async (_, query, fits) => {
    const all = await exported()
    const wanted = all.filter(fits)
    expect(wanted.length).toBeGreaterThan(0)
    expect(await exported(query)).toEqual(wanted)
    expect((await page(`${query}&limit=200`)).entries).toEqual(wanted.slice(0, 200))
  })

  test('by session', async () => {
    const { entries } = await page('action=login.ok&outcome=ok&limit=1')
    const found = await page(`session=${entries[0]?.sessionId}`)
    expect(found.entries).toEqual(entries)
  })

  test('by the request in which it happened', async () => {
    const { entries } = await page('action=login.ok&outcome=ok&limit=1')
    const found = await page(`request=${entries[0]?.requestId}`)
    expect(found.entries.map(({ id }) => id)).toEqual(entries.map(({ id }) => id))
  })

  test.each([
    'limit=201',
    'limit=0',
    'action=%25',
    'outcome=good',
    'from=yesterday',
    'before=x',
    'a=b',
  ])('but not by what it does not know: %s', async (query) => {
    expect(outcomeOf(await auditor.get(`/api/audit-log?${query}`))).toBe('400 invalid_request')
  })
})

test('A-36 the export asks for no more of history than its reader has taken', async () => {
  let asked = 0
  const db = auth.db.withPlugin({
    transformQuery: ({ node }) => {
      asked += 1
      return node
    },
    transformResult: async ({ result }) => result,
  })
  let taken = 0
  for await (const _ of auditEntries(db, {})) {
    taken += 1
    if (taken === 501) break
  }
  expect(asked).toBe(2)
})

test.each(['/api/audit-log', '/api/audit-log/export'])(
  'A-36 history is for who may list it: %s',
  async (path) => {
    const other = await actAs(auth, 'someone@example.test')
    expect(outcomeOf(await other.get(path))).toBe('403 not_allowed')
    expect(outcomeOf(await acting(auth, 'no token').get(path))).toBe('401 unauthenticated')
  },
)

test('A-36 what is denied is written down, of one user ten times a minute, and the rest is counted', async () => {
  const email = 'curious@example.test'
  const id = await addUser(auth.db, { email, role: 'viewer' })
  const curious = await actAs(auth, email)
  const denied = async () => (await page(`action=access.denied&actor=${id}&limit=200`)).entries
  for (let tries = 0; tries < 13; tries += 1) await curious.get('/api/users')
  expect(await denied()).toHaveLength(10)
  expect((await denied())[0]).toMatchObject({
    outcome: 'refused',
    resource: 'users',
    actor: { id, email },
    ip: '127.0.0.1',
    details: { asked: 'list users', leftOut: 0 },
  })
  await auth.clock.advance(60_000)
  await curious.get('/api/roles')
  const [last, ...rest] = await denied()
  expect(rest).toHaveLength(10)
  expect(last).toMatchObject({ resource: 'roles', details: { leftOut: 3 } })
})
