import { describe, expect, it } from '@jest/globals'

import { textOf } from './files.ts'
import { type Block, jenkinsfiles, jenkinsSteps, pipelineOf } from './jenkinsfile.ts'

function at(block: Block | undefined, ...names: readonly string[]): Block | undefined {
  return names.reduce<Block | undefined>(
    (found, name) => found?.blocks.find((each) => each.name === name),
    block,
  )
}

describe.each(jenkinsfiles)('%s', (path) => {
  const whole = pipelineOf(path)
  const stages = at(whole, 'pipeline', 'stages')?.blocks ?? []

  it('is one declarative pipeline', () => {
    expect(whole.blocks.map(({ name }) => name)).toEqual(['pipeline'])
    expect(whole.lines).toEqual([])
    const directives = at(whole, 'pipeline')?.blocks.map(({ name }) => name)
    expect(directives).toEqual(['agent', 'options', 'environment', 'stages', 'post'])
    expect(stages.length).toBeGreaterThan(2)
    for (const stage of stages) {
      expect(stage.name).toMatch(/^stage\('[A-Z]\w+'\)$/u)
      expect(stage.blocks.map(({ name }) => name)).toEqual(['options', 'steps'])
      expect(at(stage, 'steps')?.blocks).toEqual([])
      for (const step of at(stage, 'steps')?.lines ?? []) expect(step).toMatch(/^sh '[^']+'$/u)
    }
  })

  it('ends by a time, each stage and the whole', () => {
    const options = [
      at(whole, 'pipeline', 'options'),
      ...stages.map((stage) => at(stage, 'options')),
    ]
    for (const each of options)
      expect(each?.lines.join()).toMatch(/timeout\(time: \d+, unit: '(?:MINUTES|HOURS)'\)/u)
  })

  it('leaves the workspace clean, whatever happened', () => {
    expect(at(whole, 'pipeline', 'post', 'cleanup')?.lines).toEqual(['cleanWs()'])
  })

  it('needs no credential', () => {
    expect(textOf(path)).not.toMatch(/credential|password|token|secret/iu)
  })

  it('runs what the gate runs, on the Node of this repository', () => {
    const commands = jenkinsSteps([path])
    for (const command of commands) expect(command).toMatch(/^(?:make |\.ci\/)/u)
    const node = commands.filter((command) => / (?:check|build|test-\w+) /u.test(command))
    expect(node.length).toBeGreaterThan(1)
    for (const command of node) expect(command).toMatch(/ ARGUS_NODE="\$\(cat \.node-version\)"$/u)
  })
})

it('Jenkins tests both halves', () => {
  expect(
    jenkinsSteps()
      .filter((step) => step.startsWith('make test-'))
      .toSorted(),
  ).toEqual([
    'make test-backend ARGUS_NODE="$(cat .node-version)"',
    'make test-frontend ARGUS_NODE="$(cat .node-version)"',
  ])
})
