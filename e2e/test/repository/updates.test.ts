import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { z } from 'zod'

import { filesOf, textOf } from './files.ts'

const renovate = z
  .looseObject({
    minimumReleaseAge: z.string(),
    packageRules: z.array(z.looseObject({ matchManagers: z.array(z.string()).default([]) })),
    customManagers: z.array(
      z.looseObject({
        managerFilePatterns: z.array(z.string()),
        matchStrings: z.array(z.string()),
        depNameTemplate: z.string(),
      }),
    ),
  })
  .parse(JSON.parse(textOf('renovate.json')))

/** What each manager of Renovate's own reads here. */
const READS: Readonly<Record<string, readonly string[]>> = {
  npm: ['package.json', '{apps,packages}/*/package.json'],
  'github-actions': ['.github/workflows/*.yml'],
  gomod: ['tools/*/go.mod'],
  dockerfile: ['{apps/*,migrations,packages/*}/Dockerfile'],
  'docker-compose': ['compose/*compose*.yaml'],
  'helm-values': ['charts/*/values.yaml'],
}

/** What a manager of ours finds: its last expression, in what those before it found. */
function found(name: string): { readonly path: string; readonly version: string }[] {
  const managers = renovate.customManagers.filter(({ depNameTemplate }) => depNameTemplate === name)
  return managers.flatMap(({ managerFilePatterns, matchStrings }) => {
    const patterns = managerFilePatterns.map((pattern) => new RegExp(pattern.slice(1, -1), 'u'))
    const paths = filesOf('.github/workflows/*', '{apps/*,migrations,packages/*}/*').filter(
      (path) => patterns.some((pattern) => pattern.test(path)),
    )
    return paths.flatMap((path) =>
      versionsIn([textOf(path)], matchStrings).map((version) => ({ path, version })),
    )
  })
}

function versionsIn(texts: readonly string[], [first, ...inner]: readonly string[]): string[] {
  if (first === undefined) return []
  const matches = texts.flatMap((text) => [...text.matchAll(new RegExp(first, 'gu'))])
  if (inner.length === 0) return matches.flatMap(({ groups }) => groups?.['currentValue'] ?? [])
  return versionsIn(
    matches.map(([whole]) => whole),
    inner,
  )
}

describe('what others publish', () => {
  it('is taken in by a rule, wherever it is named', () => {
    const ruled = new Set(renovate.packageRules.flatMap(({ matchManagers }) => matchManagers))
    for (const [manager, patterns] of Object.entries(READS))
      if (filesOf(...patterns).length > 0) expect([...ruled]).toContain(manager)
    expect([...ruled].filter((manager) => !(manager in READS))).toEqual([])
  })

  it('is older than what pnpm would install', () => {
    const { minimumReleaseAge } = z
      .looseObject({ minimumReleaseAge: z.number() })
      .parse(parse(textOf('pnpm-workspace.yaml')))
    const days = Number(/^(\d+) days$/u.exec(renovate.minimumReleaseAge)?.[1])
    expect(days * 24 * 60).toBeGreaterThanOrEqual(minimumReleaseAge)
  })

  it('is found in the gate: the releases of Node', () => {
    const versions = found('node').map(({ version }) => version)
    expect(versions).toContain(textOf('.node-version').trim())
    expect(versions.length).toBeGreaterThan(1)
  })

  it('is found in the workflows: the release of Trivy', () => {
    const used = filesOf('.github/workflows/*').flatMap((path) => [
      ...textOf(path).matchAll(/setup-trivy@/gu),
    ])
    expect(used.length).toBeGreaterThan(0)
    expect(found('aquasecurity/trivy')).toHaveLength(used.length)
  })

  it('is one pnpm, here and in every image', () => {
    const [, pinned] = /"packageManager": "pnpm@([\d.]+)/u.exec(textOf('package.json')) ?? []
    const named = filesOf('{apps/*,migrations,packages/*}/Dockerfile').filter((path) =>
      textOf(path).includes('pnpm@'),
    )
    expect(found('pnpm').map(({ path }) => path)).toEqual(named)
    for (const { path, version } of found('pnpm')) expect([path, version]).toEqual([path, pinned])
  })
})
