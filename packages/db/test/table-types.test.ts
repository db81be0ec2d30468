import { createDatabase, type TestDatabase } from '@argus/testkit/database'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Selectable } from 'kysely'

import type { AuthTables } from '../src/auth.ts'
import type { FleetTables } from '../src/fleet.ts'
import { migrateAll } from './migrations.ts'

/**
 * The compiler compares these tables with the types of the columns, the test compares them with the database: so the
 * types are the database's.
 */
const auth: Described<AuthTables> = {
  users: {
    id: 'uuid',
    email: 'text',
    password_hash: 'text?',
    display_name: 'text',
    disabled_at: 'timestamptz?',
    not_before: 'timestamptz?',
    authz_version: 'int4',
    created_at: 'timestamptz',
    last_login_at: 'timestamptz?',
    must_change_password: 'bool',
    password_expires_at: 'timestamptz?',
    password_short: 'bool',
  },
  identities: { issuer: 'text', subject: 'text', user_id: 'uuid' },
  roles: {
    id: 'uuid',
    name: 'text',
    description: 'text',
    built_in: 'bool',
    created_at: 'timestamptz',
  },
  role_permissions: { role_id: 'uuid', api_group: 'text', resource: 'text', verb: 'text' },
  user_roles: {
    id: 'uuid',
    user_id: 'uuid',
    role_id: 'uuid',
    cluster_id: 'text?',
    namespace: 'text?',
    created_at: 'timestamptz',
    source: 'text',
  },
  sessions: {
    id: 'uuid',
    user_id: 'uuid',
    created_at: 'timestamptz',
    last_seen_at: 'timestamptz',
    auth_time: 'timestamptz',
    amr: '_text',
    idle_expires_at: 'timestamptz',
    absolute_expires_at: 'timestamptz',
    ip: 'inet?',
    user_agent: 'text?',
    revoked_at: 'timestamptz?',
    revoke_reason: 'text?',
    kind: 'text',
  },
  refresh_tokens: {
    jti: 'uuid',
    session_id: 'uuid',
    parent_jti: 'uuid?',
    issued_at: 'timestamptz',
    expires_at: 'timestamptz',
    used_at: 'timestamptz?',
    successor_jti: 'uuid?',
  },
  signing_keys: {
    kid: 'text',
    use: 'text',
    state: 'text',
    public_jwk: 'jsonb',
    private_sealed: 'bytea',
    created_at: 'timestamptz',
    state_since: 'timestamptz',
    kek_id: 'text',
  },
  notices: { seq: 'int8', at: 'timestamptz', what: 'jsonb' },
  notice_counter: { single: 'bool', seq: 'int8' },
  audit_log: {
    id: 'int8',
    at: 'timestamptz',
    actor_id: 'uuid?',
    actor_email: 'text?',
    action: 'text',
    resource: 'text',
    target: 'text?',
    cluster_id: 'text?',
    outcome: 'text',
    ip: 'inet?',
    session_id: 'uuid?',
    request_id: 'text?',
    details: 'jsonb',
  },
  revoked_tokens: {
    id: 'uuid',
    token_jti: 'varchar',
    user_id: 'uuid',
    revoked_at: 'timestamptz',
    expires_at: 'timestamptz',
  },
  throttles: {
    subject: 'text',
    failures: 'int4',
    judging: 'int4',
    window_since: 'timestamptz',
    blocked_until: 'timestamptz?',
    updated_at: 'timestamptz',
  },
  known_devices: {
    digest: 'bytea',
    user_id: 'uuid',
    created_at: 'timestamptz',
    last_seen_at: 'timestamptz',
  },
  totp_credentials: {
    user_id: 'uuid',
    secret_sealed: 'bytea',
    kek_id: 'text',
    created_at: 'timestamptz',
    confirmed_at: 'timestamptz?',
    last_step: 'int8?',
  },
  recovery_codes: {
    digest: 'bytea',
    user_id: 'uuid',
    created_at: 'timestamptz',
    used_at: 'timestamptz?',
  },
  passkeys: {
    id: 'text',
    user_id: 'uuid',
    name: 'text',
    public_key: 'bytea',
    counter: 'int8',
    transports: '_text',
    created_at: 'timestamptz',
    last_used_at: 'timestamptz?',
  },
  challenges: {
    digest: 'bytea',
    purpose: 'text',
    user_id: 'uuid?',
    password_digest: 'bytea?',
    failures: 'int4',
    created_at: 'timestamptz',
    expires_at: 'timestamptz',
  },
  api_keys: {
    id: 'uuid',
    user_id: 'uuid',
    name: 'text',
    prefix: 'text',
    digest: 'bytea',
    created_at: 'timestamptz',
    expires_at: 'timestamptz',
    last_used_at: 'timestamptz?',
  },
  api_key_roles: {
    api_key_id: 'uuid',
    role_id: 'uuid',
    cluster_id: 'text?',
    namespace: 'text?',
  },
  provider_logins: {
    digest: 'bytea',
    nonce: 'text',
    verifier_sealed: 'bytea',
    kek_id: 'text',
    browser_digest: 'bytea',
    return_to: 'text',
    fresh: 'bool',
    created_at: 'timestamptz',
    expires_at: 'timestamptz',
  },
  preferences: { user_id: 'uuid', settings: 'jsonb', updated_at: 'timestamptz' },
  login_codes: {
    digest: 'bytea',
    session_id: 'uuid',
    amr: '_text',
    auth_time: 'timestamptz',
    challenge: 'text',
    redirect_uri: 'text',
    created_at: 'timestamptz',
    expires_at: 'timestamptz',
    used_at: 'timestamptz?',
    opened_session_id: 'uuid?',
  },
  device_logins: {
    digest: 'bytea',
    user_code_alias: 'text',
    terminal: 'text?',
    user_agent: 'text?',
    ip: 'inet?',
    created_at: 'timestamptz',
    expires_at: 'timestamptz',
    interval_seconds: 'int4',
    polled_at: 'timestamptz?',
    state: 'text',
    session_id: 'uuid?',
    amr: '_text?',
    auth_time: 'timestamptz?',
    opened_session_id: 'uuid?',
  },
}

const fleet: Described<FleetTables> = {
  clusters: {
    id: 'text',
    name: 'text',
    server_url: 'text',
    credentials_sealed: 'bytea?',
    kek_id: 'text',
    credential: 'text',
    labels: 'jsonb',
    source: 'text',
    version: 'int8',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  registry: { one: 'bool', version: 'int8', changed_at: 'timestamptz' },
  agent_tokens: {
    hash: 'bytea',
    cluster_id: 'text',
    created_at: 'timestamptz',
    expires_at: 'timestamptz',
    used_at: 'timestamptz?',
    used_by: 'text?',
  },
  agent_keys: {
    id: 'text',
    cluster_id: 'text',
    public_key: 'bytea',
    created_at: 'timestamptz',
    used_at: 'timestamptz?',
    revoked_at: 'timestamptz?',
  },
  plugins: {
    id: 'text',
    name: 'text',
    manifest: 'jsonb',
    built_in: 'bool',
    created_at: 'timestamptz',
  },
  cluster_plugins: { cluster_id: 'text', plugin_id: 'text', enabled: 'bool' },
  notification_config: {
    id: 'uuid',
    name: 'text',
    channel: 'text',
    enabled: 'bool',
    config_sealed: 'bytea?',
    created_at: 'timestamptz',
  },
}

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase({ migrate: migrateAll })
})
afterAll(() => database[Symbol.asyncDispose]())

test.each([
  ['auth', auth],
  ['fleet', fleet],
])('the table types of %s are those of the database', async (schema, described) => {
  expect(await columnsOf(schema)).toEqual(described)
})

async function columnsOf(schema: string): Promise<Record<string, Record<string, string>>> {
  const rows = await database.query(
    `SELECT table_name AS of, json_object_agg(column_name, udt_name || CASE is_nullable WHEN 'YES' THEN '?' ELSE '' END) AS columns
     FROM information_schema.columns WHERE table_schema = $1 GROUP BY 1`,
    [schema],
  )
  return Object.fromEntries(rows.map(({ of, columns }) => [of, columns]))
}

type Described<Tables> = {
  readonly [T in keyof Tables]: {
    readonly [C in keyof Selectable<Tables[T]>]: Column<Selectable<Tables[T]>[C]>
  }
}

type Column<S> = null extends S ? `${Type<NonNullable<S>>}?` : Type<S>

type Type<S> = S extends string
  ? 'text' | 'uuid' | 'inet' | 'varchar'
  : S extends number
    ? 'int4' | 'int8'
    : S extends boolean
      ? 'bool'
      : S extends Date
        ? 'timestamptz'
        : S extends Buffer
          ? 'bytea'
          : S extends readonly string[]
            ? '_text'
            : 'jsonb'
