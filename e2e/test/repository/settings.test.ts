import { describe, expect, it } from '@jest/globals'

import { documents, filesOf } from './files.ts'
import { documentedOf, known, namedIn, services, settable, variablesOf } from './settings.ts'

/** What one program of ours sets for another, and nobody else should. */
const BETWEEN_PROGRAMS = {
  ARGUS_AUTH_PASSWORD: 'made at the first start of compose, for its PostgreSQL',
  ARGUS_FUZZ_REPORT: 'set by make fuzz-auth',
  ARGUS_LISTEN_6: "from the web image's start to its nginx",
  ARGUS_MIGRATIONS_PASSWORD: 'made at the first start of compose, for its PostgreSQL',
  ARGUS_RESOLVERS: "from the web image's start to its nginx",
  ARGUS_TEST_TOOLS: 'from the script that runs the suites to turbo',
  ARGUS_WATCHER_PASSWORD: 'made at the first start of compose, for its PostgreSQL',
}

describe.each(services)('the settings of %s', (service) => {
  const variables = variablesOf(service)
  const documented = documentedOf(service)

  it('are in the page of settings, each of them, and nothing else is', () => {
    expect(variables.size).toBeGreaterThan(12)
    expect([...documented.keys()].toSorted()).toEqual([...variables.keys()].toSorted())
  })

  it('have the defaults that the page says', () => {
    const plain = [...variables].filter(([, value]) => value !== undefined)
    expect(plain.length).toBeGreaterThan(3)
    for (const [name, value] of plain)
      expect([name, documented.get(name)]).toEqual([name, `\`${value}\``])
  })
})

describe('a variable', () => {
  const programs = known()
  const fits = (name: string): boolean =>
    name.endsWith('…')
      ? [...programs].some((each) => each.startsWith(name.slice(0, -1)))
      : programs.has(name)

  it('that a document names is read by some program', () => {
    const named = documents.flatMap((path) => namedIn(path).map((name) => ({ path, name })))
    expect(named.length).toBeGreaterThan(50)
    expect(named.filter(({ name }) => !fits(name))).toEqual([])
  })

  it('that the chart, compose or a pipeline sets is read by some program', () => {
    const settings = filesOf(
      'charts/**/*.{yaml,tpl,txt,json}',
      'compose/**/*',
      '{apps/*,migrations,packages/*}/Dockerfile',
      'jenkins/*',
      '.github/workflows/*',
    ).filter((path) => path.includes('.') || path.endsWith('Dockerfile'))
    const named = settings.flatMap((path) => namedIn(path).map((name) => ({ path, name })))
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter(({ name }) => !fits(name))).toEqual([])
  })

  it('that somebody can set is in a document', () => {
    const told = new Set(documents.flatMap((path) => namedIn(path)))
    const untold = [...settable()].filter((name) => !told.has(name))
    expect(untold.toSorted()).toEqual(Object.keys(BETWEEN_PROGRAMS).toSorted())
  })
})
