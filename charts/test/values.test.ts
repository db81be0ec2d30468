import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { builtInPlugins } from '@argus/plugins/built-in'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { z } from 'zod'

import { CHART, read, VALUES } from '../src/chart.ts'

const text = read(CHART, 'values.yaml')
const values = z.record(z.string(), z.unknown()).parse(parse(text))

describe('the values', () => {
  it('are few: at most 250 lines', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(250)
  })

  it('are described, each of them', () => {
    const lines = read(CHART, 'README.md')
      .split('\n')
      .filter((line) => line.startsWith('- `'))
    expect(lines.length).toBeGreaterThan(80)
    expect(lines.filter((line) => !/`\): \S/.test(line))).toEqual([])
  })

  it('are all known to the schema, and the schema knows no others', () => {
    const schema: unknown = JSON.parse(read(CHART, 'values.schema.json'))
    expect(namesIn(schema)).toEqual([...keysOf(values), 'global'].toSorted())
  })

  it('are all used by a template', () => {
    const files = globSync('templates/**/*', { cwd: CHART }).filter((name) => /\.\w+$/.test(name))
    const templates = files.map((name) => read(CHART, name)).join('\n')
    const unused = keysOf(values).filter((key) => {
      const [name = ''] = key.split('.').slice(-1)
      return !templates.includes(`.${name}`)
    })
    expect(unused).toEqual([])
  })

  it('are tried as they come, few, scaled, with stores elsewhere, by Ingress and by HTTPRoute', () => {
    expect(VALUES.map((path) => path.replace(/.*\/(.*)-values\.yaml/, '$1'))).toEqual([
      'default',
      'external-stores',
      'hpa',
      'httproute',
      'ingress',
      'minimal',
    ])
  })
})

describe('the variables of a service', () => {
  it.each([['auth'], ['watcher'], ['gateway']])(
    'that %s reads are either set by the chart or a value of it',
    (service) => {
      const template = [`${service}/deployment.yaml`, '_environment.tpl']
        .map((file) => read(CHART, 'templates', file))
        .join('\n')
      const offered = offeredVariables(service)
      const missing = variablesOf(service)
        .filter((name) => !LEFT.has(name))
        .filter((name) => !offered.includes(name) && !template.includes(name))
      expect(missing).toEqual([])
      expect(offered.filter((name) => !variablesOf(service).includes(name))).toEqual([])
      expect(offered.filter((name) => template.includes(`name: ${name}`))).toEqual([])
    },
  )
})

describe('what the watcher may read', () => {
  it('is what the plugins show, and the definitions', () => {
    const wanted = new Map([['apiextensions.k8s.io', new Set(['customresourcedefinitions'])]])
    for (const { group, resource } of builtInPlugins.flatMap(({ resources }) => resources)) {
      const name = group === 'core' ? '' : group
      wanted.set(name, (wanted.get(name) ?? new Set()).add(resource))
    }
    const listed = [...wanted].map(([group, names]) => [group, [...names].toSorted()])
    expect(parse(read(CHART, 'plugin-resources.yaml'))).toEqual(Object.fromEntries(listed))
  })
})

describe('the users of the PostgreSQL of the release', () => {
  it('are those that compose makes', () => {
    expect(read(CHART, 'postgresql-users.sh')).toBe(read(CHART, '../../compose/postgres/users.sh'))
  })
})

/** Ports and hosts that the image and the chart agree on, and what is for development or for another kind of host. */
const LEFT: ReadonlySet<string> = new Set([
  'ARGUS_MODE',
  'ARGUS_AUTH_HOST',
  'ARGUS_AUTH_PORT',
  'ARGUS_AUTH_INTERNAL_PORT',
  'ARGUS_WATCHER_HOST',
  'ARGUS_WATCHER_PORT',
  'ARGUS_GATEWAY_HOST',
  'ARGUS_GATEWAY_PORT',
  'ARGUS_GATEWAY_SHARED_PORT',
  'ARGUS_BOOTSTRAP_FILE',
  'ARGUS_DEVELOPMENT_LOGIN',
  'ARGUS_INSECURE_COOKIE',
  'ARGUS_OIDC_CLIENT_SECRET',
])

function variablesOf(service: string): readonly string[] {
  const folder = join(import.meta.dirname, '../../apps', service, 'src')
  const files = service === 'auth' ? ['config.ts', 'oidc-config.ts'] : ['config.ts']
  const source = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n')
  return [...source.matchAll(/^ +((?:ARGUS_|REDIS_|DATABASE_|LOG_)[A-Z_]+):/gm)].map(
    ([, name]) => name ?? '',
  )
}

const environmentSchema = z.object({
  properties: z.record(
    z.string(),
    z.object({
      properties: z
        .object({
          env: z.object({ propertyNames: z.object({ enum: z.array(z.string()) }) }).optional(),
        })
        .optional(),
    }),
  ),
})

function offeredVariables(service: string): readonly string[] {
  const { properties } = environmentSchema.parse(JSON.parse(read(CHART, 'values.schema.json')))
  return properties[service]?.properties?.env?.propertyNames.enum ?? []
}

const OPEN = new Set([
  'env',
  'resources',
  'annotations',
  'labels',
  'nodeSelector',
  'podAnnotations',
])

/** `auth.replicas`, `auth.autoscaling.cpu`; what is one's own to fill is one value. */
function keysOf(part: unknown, path = ''): readonly string[] {
  const [name = ''] = path.split('.').slice(-1)
  if (typeof part !== 'object' || part === null || Array.isArray(part) || OPEN.has(name))
    return [path]
  return Object.entries(part)
    .flatMap(([key, value]) => keysOf(value, path === '' ? key : `${path}.${key}`))
    .toSorted()
}

const schemaPart = z.looseObject({ properties: z.record(z.string(), z.unknown()).optional() })

function namesIn(schema: unknown, path = ''): readonly string[] {
  const { properties } = schemaPart.parse(schema)
  const [name = ''] = path.split('.').slice(-1)
  if (properties === undefined || OPEN.has(name)) return [path]
  return Object.entries(properties)
    .flatMap(([key, value]) => namesIn(value, path === '' ? key : `${path}.${key}`))
    .toSorted()
}
