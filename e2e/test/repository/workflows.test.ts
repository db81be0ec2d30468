import { describe, expect, it } from '@jest/globals'

import { filesOf, textOf } from './files.ts'
import { jobs, steps, workflowFiles, workflowOf } from './workflow.ts'

const OURS = '.github/workflows/gate.yml'
const PINNED = /^[\w-]+\/[\w./-]+@[\da-f]{40}$/u
/** The line as it stands: what YAML reads knows no comments. */
const USES = /^ *(?:- )?uses: (\S+)(?: # (.*))?$/gmu

describe('a workflow', () => {
  it('takes each action by the hash of a commit, with its version beside it', () => {
    const lines = workflowFiles.flatMap((path) => [...textOf(path).matchAll(USES)])
    const foreign = lines.filter(([, uses = '']) => !uses.startsWith('./'))
    expect(foreign.length).toBeGreaterThan(5)
    for (const [, uses, version] of foreign) {
      expect(uses).toMatch(PINNED)
      expect(version).toMatch(/^v\d+\.\d+\.\d+$/u)
    }
  })

  it('takes one version of an action, everywhere', () => {
    const lines = workflowFiles.flatMap((path) => [...textOf(path).matchAll(USES)])
    const pairs = new Set(lines.map(([, uses = '', version = '']) => `${uses} ${version}`))
    const names = [...pairs].map((pair) => pair.split('@')[0])
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  })

  it('has no right that a job did not ask for', () => {
    for (const path of workflowFiles) expect(workflowOf(path).permissions).toEqual({})
    const write = jobs().filter(({ job }) => Object.values(job.permissions ?? {}).includes('write'))
    expect(write.filter(({ path }) => path === OURS)).toEqual([])
    const asked = write.flatMap(({ job }) => Object.keys(job.permissions ?? {}))
    expect(new Set(asked).difference(new Set(['contents', 'packages', 'id-token']))).toEqual(
      new Set(),
    )
  })

  it('leaves no credential in what it checked out', () => {
    const checkouts = steps().filter(({ step }) => step.uses?.startsWith('actions/checkout@'))
    expect(checkouts.length).toBeGreaterThan(1)
    for (const { step } of checkouts)
      expect(step.with).toMatchObject({ 'persist-credentials': false })
  })

  it('ends: each job by a time of its own, and a newer run takes the place of an older', () => {
    for (const { job } of jobs().filter(({ job: { uses } }) => uses === undefined))
      expect(job['timeout-minutes']).toBeLessThanOrEqual(120)
    for (const path of workflowFiles)
      expect(workflowOf(path).concurrency.group).toContain('github.ref')
  })

  it('knows nothing of its own: a step is a target of make or a file of .ci', () => {
    const commands = steps().flatMap(({ step }) => step.run?.trim() ?? [])
    expect(commands.length).toBeGreaterThan(4)
    for (const command of commands)
      expect(command).toMatch(/^(?:make [^;&|\n]+|\.ci\/[^;&|\n]+|exit 1)$/u)
  })

  it('puts nothing that others write into a command', () => {
    expect(steps().filter(({ step }) => step.run?.includes('${{'))).toEqual([])
  })
})

describe('the gate', () => {
  it('waits for every job', () => {
    const { gate, ...others } = workflowOf(OURS).jobs
    expect(new Set([gate?.needs].flat())).toEqual(new Set(Object.keys(others)))
  })

  it('runs the suites on the Node of this repository and on the oldest line that is promised', () => {
    const [oldest] = /"node": ">=(\d+)\./u.exec(textOf('package.json'))?.slice(1) ?? []
    const nodes = workflowOf(OURS).jobs['tests']?.strategy?.matrix['node'] ?? []
    expect(nodes).toContain(textOf('.node-version').trim())
    expect(nodes.map((node) => String(node).split('.')[0])).toContain(oldest)
  })
})

describe('a release', () => {
  const { gate, images, chart } = workflowOf('.github/workflows/release.yml').jobs

  it('waits for the gate, and the chart for the images that it names', () => {
    expect(gate?.uses).toBe(`./${OURS}`)
    expect(images?.needs).toBe('gate')
    expect(chart?.needs).toBe('images')
  })

  it('is of every part that has an image', () => {
    const parts = filesOf('{apps/*,migrations}/Dockerfile').map((path) =>
      path.replaceAll(/^apps\/|\/Dockerfile$/gu, ''),
    )
    expect(new Set(images?.strategy?.matrix['part'])).toEqual(new Set(parts))
    expect(parts.length).toBeGreaterThan(4)
  })
})
