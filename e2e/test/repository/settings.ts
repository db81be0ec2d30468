import { filesOf, textOf } from './files.ts'

/** Where each service says which variables it has. */
const SCHEMAS: Readonly<Record<string, readonly string[]>> = {
  auth: ['apps/auth/src/config.ts', 'apps/auth/src/oidc-config.ts'],
  watcher: ['apps/watcher/src/config.ts'],
  gateway: ['apps/gateway/src/config.ts'],
  agent: ['apps/agent/src/config.ts'],
}
export const services = Object.keys(SCHEMAS)

/** Each variable of the service's schema, with its default as it stands there, where it is a plain one. */
export function variablesOf(service: string): ReadonlyMap<string, string | undefined> {
  const text = (SCHEMAS[service] ?? []).map((path) => textOf(path)).join('\n')
  const found = text.matchAll(/^ +([A-Z][A-Z\d_]+): ([\s\S]*?),\n(?= *(?:[A-Z/.}]|\/\*))/gmu)
  return new Map([...found].map(([, name = '', schema = '']) => [name, defaultIn(schema)]))
}

/** The table of a service in the page of settings: each variable with what happens without it. */
export function documentedOf(service: string): ReadonlyMap<string, string> {
  const [, section = ''] = textOf('docs/operations/settings.md').split(`\n## ${service}\n`)
  const [table = ''] = section.split('\n## ')
  const rows = table.matchAll(/^\| `(\w+)` \| (.*?) \|/gmu)
  return new Map([...rows].map(([, name = '', without = '']) => [name, without]))
}

/** Variables of ours that a text names. One that ends in `_…` stands for all that begin so. */
export function namedIn(path: string): string[] {
  return [...textOf(path).matchAll(/\bARGUS_[A-Z\d_]+(?:…)?/gu)].map(([name]) => name)
}

/** What programs, builds and tests read; not what only tells of it. */
export function known(): ReadonlySet<string> {
  const tests = filesOf('{apps,packages,bench,e2e,charts}/**/test/**/*.{ts,tsx}').filter(
    (path) => !path.startsWith('e2e/test/repository/'),
  )
  return settable().union(new Set(tests.flatMap((path) => namedIn(path))))
}

/** What programs and builds read, tests aside. */
export function settable(): ReadonlySet<string> {
  const programs = filesOf(
    '{apps,packages,bench,e2e,charts}/**/*.{ts,tsx,js,sh}',
    'scripts/*',
    'tools/*/*.sh',
    '.ci/*',
    'Makefile',
  ).filter((path) => !path.includes('/test/'))
  const composed = filesOf('compose/**/*.{yaml,sh}').flatMap((path) =>
    [...textOf(path).matchAll(/\$\{?(ARGUS_\w+)/gu)].map(([, name = '']) => name),
  )
  const named = programs.flatMap((path) => namedIn(path)).filter((name) => !/_…?$/u.test(name))
  return new Set([...named, ...composed].filter((name) => !NOT_A_VARIABLE.has(name)))
}

/** A constant of a program that begins so. */
const NOT_A_VARIABLE = new Set(['ARGUS_OWN'])

function defaultIn(schema: string): string | undefined {
  if (schema === 'mode') return 'production'
  const [, text, number] = /\.default\((?:'([^']*)'|([\d_]+))\)/u.exec(schema) ?? []
  return text ?? number?.replaceAll('_', '')
}
