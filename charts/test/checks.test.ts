import { basename } from 'node:path'

import { expect, it } from '@jest/globals'

import { CHART, lint, renderText, template, VALUES } from '../src/chart.ts'
import { conform } from '../src/conform.ts'
import { programPath } from '../src/programs.ts'
import { readmeIsCurrent } from '../src/readme.ts'
import { runProgram } from '../src/run-program.ts'
import { RELEASES } from '../src/schemas.ts'
import { alteredChart } from './altered-chart.ts'
import { suiteWith } from './suite.ts'

const [anyValues = ''] = VALUES
const named = VALUES.map((values) => [basename(values), values] as const)

suiteWith(['helm'], 'helm lint --strict', () => {
  it.each(named)('has nothing to say of %s', async (_, values) => {
    expect(await lint({ values: [values] })).toMatchObject({ code: 0 })
  })

  it.each([
    ['an unknown value', 'gatway.replicas=3', "'gatway' not allowed"],
    ['an unknown value further down', 'gateway.replica=3', "'replica' not allowed"],
    ['a number that is a text', 'gateway.replicas=three', 'got string, want integer'],
    ['a text that is a number', 'image.tag=3', 'got number, want string'],
    ['a word that means nothing', 'logLevel=loud', 'value must be one of'],
    [
      'a variable that the service does not read',
      'auth.env.ARGUS_SECONDFACTOR=required',
      'ARGUS_SECONDFACTOR',
    ],
  ])('refuses %s', async (_, set, words) => {
    const { code, stdout, stderr } = await lint({ values: [anyValues], set: [set] })
    expect(code).not.toBe(0)
    expect(stdout + stderr).toContain(words)
  })

  it('says that the address of the console is missing, and how one looks', async () => {
    const { code, stderr } = await template({})
    expect(code).not.toBe(0)
    expect(stderr).toContain('consoleUrl is required')
    expect(stderr).toContain('https://argus.example.org')
  })

  it('finds a template that makes no object', async () => {
    await using chart = await alteredChart('templates/web/service.yaml', (text) =>
      text.replace('kind: Service', 'kind: [Service'),
    )
    const { code } = await lint({ chart: chart.path, values: [anyValues] })
    expect(code).not.toBe(0)
  })
})

suiteWith(['helm', 'kubeconform'], 'the schemas of Kubernetes', () => {
  it('are those of 1.33 to 1.37', () => {
    expect(RELEASES.map((release) => release.split('.').slice(0, 2).join('.'))).toEqual([
      '1.33',
      '1.34',
      '1.35',
      '1.36',
      '1.37',
    ])
  })

  it.each(named)(
    'have every object of %s, in each release',
    async (_, values) => {
      const text = await renderText({ values: [values] })
      const verdicts = await Promise.all(RELEASES.map((release) => conform(text, release)))
      expect(verdicts.map(({ faults }) => faults)).toEqual(RELEASES.map(() => []))
      for (const { valid } of verdicts) expect(valid).toBeGreaterThan(20)
    },
    60_000,
  )

  it.each([
    ['a field that there is not', 'terminationGracePeriodSeconds', 'terminationGraceSeconds'],
    ['a field of another type', 'maxSurge: 1', 'maxSurge: [1]'],
    [
      'an object of a version that is gone',
      'apiVersion: autoscaling/v2',
      'apiVersion: autoscaling/v2beta1',
    ],
    ['a custom resource with a field that there is not', 'path: /metrics', 'paths: /metrics'],
  ])(
    'refuse %s',
    async (_, from, to) => {
      const text = await renderText({ values: VALUES.filter((name) => name.includes('hpa')) })
      expect(text).toContain(from)
      const verdict = await conform(text.replace(from, to), RELEASES[0] ?? '')
      expect(verdict.faults).not.toEqual([])
    },
    60_000,
  )
})

suiteWith(['helm-docs'], 'the README of the chart', () => {
  it('is what the values make', async () => {
    expect(await readmeIsCurrent(CHART)).toBe(true)
  })

  it.each([
    ['a value that came', 'values.yaml', (text: string) => `${text}\n# -- New.\nnew: 1\n`],
    [
      'a word that was changed by hand',
      'README.md',
      (text: string) => text.replace('Required.', ''),
    ],
  ])('is not current with %s', async (_, file, change) => {
    await using chart = await alteredChart(file, change)
    expect(await readmeIsCurrent(chart.path)).toBe(false)
  })
})

suiteWith(['helm-unittest'], 'the sentences of tests/*_test.yaml', () => {
  const run = (chart: string) => runProgram(programPath('helm-unittest'), [chart])

  it('are true', async () => {
    const { code, stdout } = await run(CHART)
    expect(stdout).toMatch(/Tests: +3\d passed/)
    expect(code).toBe(0)
  }, 60_000)

  const broken: readonly (readonly [what: string, file: string, change: Replacement])[] = [
    [
      'replicas beside an autoscaler',
      'templates/_pod.tpl',
      ['{{- if not $own.autoscaling.enabled }}', '{{- if true }}'],
    ],
    [
      'a secret that is made anew',
      'templates/release/secret.yaml',
      ['get $kept "service-token"', 'get $kept "x"'],
    ],
    [
      'a gateway that is cut off',
      'templates/gateway/deployment.yaml',
      ['Seconds: 40', 'Seconds: 20'],
    ],
    [
      'a Job that is changed',
      'templates/migrations/job.yaml',
      ['sha256sum $image', 'sha256sum "x"'],
    ],
  ]
  it.each(broken)(
    'are false of %s',
    async (_, file, [from, to]) => {
      await using chart = await alteredChart(file, (text) => text.replace(from, to))
      expect(await run(chart.path)).toMatchObject({ code: 1 })
    },
    60_000,
  )
})

type Replacement = readonly [from: string, to: string]
