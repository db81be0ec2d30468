import type { Secrets } from './secrets.ts'
import type { Env } from './supervised-process.ts'

/** The ports of everything that has an address of its own. */
export interface Ports {
  /** Where auth is called: the port of the one replica, or the address before several. */
  readonly auth: number
  readonly authInternal: number
  readonly auths: readonly AuthPorts[]
  readonly watchers: readonly number[]
  readonly gateways: readonly number[]
  readonly web: number
}

export interface AuthPorts {
  readonly open: number
  readonly internal: number
}

export interface Surroundings {
  readonly ports: Ports
  readonly secrets: Secrets
  readonly databaseUrl: string
  readonly redisUrl: string
  readonly kubeconfig: string
  /** What every program gets: PATH, HOME and the like. */
  readonly env: Env
}

/** What a service is told; each is told what it needs and no more. */
export function authEnv(at: Surroundings, replica: number): Env {
  const { ports, secrets } = at
  return {
    ...programEnv(at.env),
    ...ownEnv(at.env, 'ARGUS_OIDC_'),
    ARGUS_MODE: 'development',
    ARGUS_DEVELOPMENT_LOGIN: 'true',
    ARGUS_AUTH_PORT: `${ports.auths[replica]?.open}`,
    ARGUS_AUTH_INTERNAL_PORT: `${ports.auths[replica]?.internal}`,
    DATABASE_URL: at.databaseUrl,
    REDIS_URL: at.redisUrl,
    ARGUS_SERVICE_TOKEN: secrets.serviceToken,
    ARGUS_KEY_ENCRYPTION_KEY: secrets.keyEncryptionKey,
    ARGUS_ALLOWED_ORIGINS: consoleOrigins(ports).join(','),
  }
}

/** With the person's whole environment: a credential command of a kubeconfig may need any of it, as under kubectl. */
export function watcherEnv(at: Surroundings, replica: number): Env {
  const { ports, secrets } = at
  return {
    ...at.env,
    ARGUS_MODE: 'development',
    ARGUS_WATCHER_PORT: `${ports.watchers[replica]}`,
    DATABASE_URL: at.databaseUrl,
    REDIS_URL: at.redisUrl,
    ARGUS_AUTH_URL: `http://127.0.0.1:${ports.auth}`,
    ARGUS_AUTH_INTERNAL_URL: `http://127.0.0.1:${ports.authInternal}`,
    ARGUS_SERVICE_TOKEN: secrets.serviceToken,
    ARGUS_KEY_ENCRYPTION_KEY: secrets.clusterKeyEncryptionKey,
    ARGUS_KUBECONFIG: at.kubeconfig,
    // A laptop's clusters are on the laptop.
    ARGUS_ALLOWED_CLUSTER_ADDRESSES: '127.0.0.0/8,::1',
    ARGUS_REPLICA: `watcher-${replica + 1}`,
  }
}

export function gatewayEnv(at: Surroundings, replica: number): Env {
  const { ports, secrets } = at
  return {
    ...programEnv(at.env),
    ...ownEnv(at.env, 'ARGUS_GATEWAY_'),
    ARGUS_MODE: 'development',
    ARGUS_GATEWAY_PORT: `${ports.gateways[replica]}`,
    REDIS_URL: at.redisUrl,
    ARGUS_AUTH_URL: `http://127.0.0.1:${ports.auth}`,
    ARGUS_AUTH_INTERNAL_URL: `http://127.0.0.1:${ports.authInternal}`,
    ARGUS_SERVICE_TOKEN: secrets.serviceToken,
    ARGUS_ALLOWED_ORIGINS: consoleOrigins(ports).join(','),
  }
}

/** The page's server passes calls on to the services, so that the browser sees one origin. */
export function webEnv(at: Surroundings): Env {
  const { ports } = at
  return {
    ...programEnv(at.env),
    ARGUS_WEB_PORT: `${ports.web}`,
    ARGUS_AUTH_URL: `http://127.0.0.1:${ports.auth}`,
    ARGUS_WATCHER_URL: `http://127.0.0.1:${ports.watchers[0]}`,
    ARGUS_GATEWAY_URL: `http://127.0.0.1:${ports.gateways[0]}`,
  }
}

function consoleOrigins({ web }: Ports): readonly string[] {
  return [`http://localhost:${web}`, `http://127.0.0.1:${web}`]
}

/** What a person set for one service, such as its limits: it holds unless the system itself says otherwise. */
function ownEnv(env: Env, prefix: string): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith(prefix)))
}

/** What a program needs of a person's environment, and nothing that could be a secret of something else. */
export function programEnv(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => PROGRAM_NAMES.includes(name)))
}

const PROGRAM_NAMES = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'NODE_OPTIONS']
