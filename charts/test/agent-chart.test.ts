import { globSync } from 'node:fs'
import { basename } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { z } from 'zod'

import {
  AGENT_CHART,
  CHART,
  lint,
  objectsIn,
  read,
  render,
  renderText,
  valuesOf,
} from '../src/chart.ts'
import { conform } from '../src/conform.ts'
import { programPath } from '../src/programs.ts'
import { readmeIsCurrent } from '../src/readme.ts'
import { runProgram } from '../src/run-program.ts'
import { RELEASES } from '../src/schemas.ts'
import { refused, startChartServer, type ChartServer } from './api-server.ts'
import { podsOf } from './pods.ts'
import { suiteOnServer, suiteWith } from './suite.ts'

const chart = AGENT_CHART
const named = valuesOf(chart).map((values) => [basename(values), values] as const)
const [, [, anyValues] = ['', '']] = named

describe('the chart of the agent', () => {
  it('is of the version of the chart of Argus', () => {
    const version = (path: string): unknown =>
      z
        .object({ version: z.string(), appVersion: z.string() })
        .parse(parse(read(path, 'Chart.yaml')))
    expect(version(AGENT_CHART)).toEqual(version(CHART))
  })

  it('reads by the preset plugins what the watcher reads in its own cluster', () => {
    const resources = (path: string): unknown => parse(read(path, 'plugin-resources.yaml'))
    expect(resources(AGENT_CHART)).toEqual(resources(CHART))
  })

  it('names no Secrets, no subresources and nothing as a whole in any preset', () => {
    for (const file of globSync('*-resources.yaml', { cwd: chart })) {
      const groups = z.record(z.string(), z.array(z.string())).parse(parse(read(chart, file)))
      const names = [...Object.keys(groups), ...Object.values(groups).flat()]
      expect(names.filter((name) => /[*/]|^secrets$/.test(name))).toEqual([])
    }
  })
})

suiteWith(['helm'], 'helm lint --strict of the agent', () => {
  it.each(named)('has nothing to say of %s', async (_, values) => {
    expect(await lint({ chart, values: [values] })).toMatchObject({ code: 0 })
  })

  it.each([
    ['an unknown value', 'acces.preset=plugins', "'acces' not allowed"],
    ['a preset that there is not', 'access.preset=cluster-admin', 'value must be one of'],
    ['a token that is none', 'registration.token=secret', 'does not match pattern'],
  ])('refuses %s', async (_, set, words) => {
    const { code, stdout, stderr } = await lint({ chart, values: [anyValues], set: [set] })
    expect(code).not.toBe(0)
    expect(stdout + stderr).toContain(words)
  })
})

suiteWith(['helm'], 'what the chart of the agent becomes', () => {
  it.each(named)('X-01 runs as nobody who may do anything, with %s', async (_, values) => {
    const pods = podsOf(await render({ chart, values: [values] }))
    expect(pods).toHaveLength(1)
    for (const { spec } of pods) {
      expect(spec.securityContext).toMatchObject({ runAsNonRoot: true })
      expect(spec.containers.map(({ securityContext }) => securityContext)).toEqual([
        {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      ])
    }
  })

  it.each(named)('W-07 changes nothing but the one Secret, with %s', async (_, values) => {
    const objects = await render({ chart, values: [values] })
    for (const object of objects.filter(({ kind }) => kind === 'ClusterRole'))
      for (const { verbs } of roles.parse(object).rules)
        expect(verbs).toEqual(['get', 'list', 'watch'])
    const own = objects.filter(({ kind }) => kind === 'Role').map((object) => roles.parse(object))
    expect(own.map(({ rules }) => rules)).toEqual([
      [
        {
          apiGroups: [''],
          resources: ['secrets'],
          resourceNames: ['argus-argus-agent-key'],
          verbs: ['get', 'patch'],
        },
      ],
    ])
  })
})

suiteWith(['helm', 'kubeconform'], 'the schemas of Kubernetes', () => {
  it.each(named)(
    'have every object of %s of the agent, in each release',
    async (_, values) => {
      const text = await renderText({ chart, values: [values] })
      const verdicts = await Promise.all(RELEASES.map((release) => conform(text, release)))
      expect(verdicts.map(({ faults }) => faults)).toEqual(RELEASES.map(() => []))
      for (const { valid } of verdicts) expect(valid).toBeGreaterThan(6)
    },
    60_000,
  )
})

suiteWith(['helm-docs'], 'the README of the chart of the agent', () => {
  it('is what the values make', async () => {
    expect(await readmeIsCurrent(chart)).toBe(true)
  })
})

suiteWith(['helm-unittest'], 'the sentences about the agent', () => {
  it('are true', async () => {
    const { code, stdout } = await runProgram(programPath('helm-unittest'), [chart])
    expect(stdout).toMatch(/Tests: +1\d passed/)
    expect(code).toBe(0)
  }, 60_000)
})

suiteOnServer('a real API server', () => {
  let server: ChartServer
  beforeAll(async () => {
    server = await startChartServer()
  }, 90_000)
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]()
  })

  it.each(named)(
    'takes every object of %s of the agent, with every field checked',
    async (_, values) => {
      const text = await renderText({ chart, values: [values] })
      expect(objectsIn(text).length).toBeGreaterThan(6)
      expect(await refused(server.kube, text, 'dry')).toEqual([])
    },
    60_000,
  )
})

const roles = z.object({
  rules: z.array(
    z.object({
      apiGroups: z.array(z.string()),
      resources: z.array(z.string()),
      resourceNames: z.array(z.string()).optional(),
      verbs: z.array(z.string()),
    }),
  ),
})
