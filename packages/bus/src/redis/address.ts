/** Where one process listens. */
export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** Who asks, and whether through TLS. */
export interface Access {
  readonly username?: string
  readonly password?: string
  readonly tls: boolean
}

/** What stands behind `REDIS_URL`. */
export type Address =
  | { readonly kind: 'server'; readonly url: string }
  /** Some nodes of a cluster; they tell of the others. */
  | { readonly kind: 'cluster'; readonly nodes: readonly Endpoint[]; readonly access: Access }
  /** Sentinels that know which server is the master called `master` now. */
  | {
      readonly kind: 'sentinel'
      readonly sentinels: readonly Endpoint[]
      readonly master: string
      readonly db: number
      readonly access: Access
      readonly sentinelAccess: Access
    }

const FORMS =
  'The address of Redis must look like redis://host:6379, redis-cluster://host:6379,host:6379 or redis-sentinel://host:26379,host:26379/master-name; with TLS it begins with rediss'

/** Reads an address as operators give it. Throws for one that is none, without a word of it: it may hold a password. */
export function parseAddress(url: string): Address {
  const protocol = URL.parse(url)?.protocol
  if (protocol === 'redis:' || protocol === 'rediss:') return { kind: 'server', url }
  const parts = SEVERAL.exec(url)?.groups
  if (parts === undefined) throw new TypeError(FORMS)
  const { s, kind, user, hosts = '', path = '', query } = parts
  const tls = s === 's'
  const access = accessOf(user, tls)
  if (kind === 'cluster') {
    // A cluster has no databases, and nothing else to choose either.
    if (path !== '' || query !== undefined) throw new TypeError(FORMS)
    return { kind, nodes: endpointsOf(hosts, 6_379), access }
  }
  const settings = new URLSearchParams(query)
  const db = Number(settings.get('db') ?? 0)
  if (path === '' || !Number.isSafeInteger(db) || db < 0) throw new TypeError(FORMS)
  return {
    kind: 'sentinel',
    sentinels: endpointsOf(hosts, 26_379),
    master: decoded(path),
    db,
    access,
    sentinelAccess: {
      ...present('username', settings.get('sentinel_username')),
      ...present('password', settings.get('sentinel_password')),
      tls,
    },
  }
}

/** Where a node of a cluster listens, from `host:port`; a host may hold colons. */
export function parseNode(node: string): Endpoint {
  const colon = node.lastIndexOf(':')
  return { host: node.slice(0, colon), port: Number(node.slice(colon + 1)) }
}

const SEVERAL =
  /^redis(?<s>s?)-(?<kind>cluster|sentinel):\/\/(?:(?<user>[^@/?]*)@)?(?<hosts>[^@/?]+)(?:\/(?<path>[^/?]*))?(?:\?(?<query>.*))?$/

function endpointsOf(hosts: string, defaultPort: number): readonly Endpoint[] {
  return hosts.split(',').map((host) => {
    const url = URL.parse(`redis://${host}`)
    if (url === null || url.hostname === '') throw new TypeError(FORMS)
    const name = url.hostname.replace(/^\[(.*)\]$/, '$1') // an IPv6 address
    return { host: name, port: url.port === '' ? defaultPort : Number(url.port) }
  })
}

function accessOf(user: string | undefined, tls: boolean): Access {
  if (user === undefined) return { tls }
  const colon = user.indexOf(':')
  const name = colon < 0 ? user : user.slice(0, colon)
  const password = colon < 0 ? '' : user.slice(colon + 1)
  return {
    ...present('username', decoded(name)),
    ...present('password', decoded(password)),
    tls,
  }
}

function present<K extends string>(key: K, value: string | null): { readonly [P in K]?: string } {
  const given: { [P in K]?: string } = {}
  if (value !== null && value !== '') given[key] = value
  return given
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new TypeError(FORMS)
  }
}
