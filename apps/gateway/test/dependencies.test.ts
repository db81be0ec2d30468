import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

import { readConfig } from '../src/config.ts'

const app = join(import.meta.dirname, '..')
const TYPES = /^import type [^;]*? from '[^']*'$/gm
const sources = globSync('src/**/*.ts', { cwd: app })

describe('the gateway', () => {
  it('G-26 has nothing in its code that could reach a database or a cluster, run a program or read a file', () => {
    const imported = sources.flatMap((file) => {
      // Types are gone before it runs.
      const text = readFileSync(join(app, file), 'utf8').replaceAll(TYPES, '')
      return [...text.matchAll(/from '([^'.][^']*)'|import\('([^']*)'\)/g)].map(
        ([, name = '', later = '']) => name || later,
      )
    })
    const packages = new Set(imported.map((name) => name.split('/').slice(0, 2).join('/')))
    expect(sources.length).toBeGreaterThan(40)
    expect([...packages].filter((name) => FORBIDDEN.test(name))).toEqual([])
    const ours = [...packages].filter((name) => name.startsWith('@argus/')).toSorted()
    expect(ours).toEqual(['@argus/access', '@argus/bus', '@argus/contracts', '@argus/service-kit'])
  })

  it('G-26 takes no credential of either from its environment', () => {
    const needed = {
      REDIS_URL: 'redis://redis:6379',
      ARGUS_AUTH_URL: 'http://auth:8080',
      ARGUS_AUTH_INTERNAL_URL: 'http://auth:9080',
      ARGUS_ALLOWED_ORIGINS: 'https://argus.example.org',
      ARGUS_SERVICE_TOKEN: 'what services prove themselves with',
    }
    const offered = { DATABASE_URL: 'postgres://x', KUBECONFIG: '/x', KUBERNETES_SERVICE_HOST: 'x' }
    expect(readConfig({ ...needed, ...offered })).toEqual(readConfig(needed))
  })
})

const FORBIDDEN =
  /^(pg|kysely|postgres|@kubernetes\/|@argus\/(db|informer|projection|constellation)|(node:)?(child_process|fs|dns|net|tls|http2)\b)/
