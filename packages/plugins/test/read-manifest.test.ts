import { describe, expect, it } from '@jest/globals'

import { readManifest } from '../src/read-manifest.ts'

const whyUnusable = (jsonPath: string) =>
  jsonPath.startsWith('.') ? undefined : `the path ${jsonPath} cannot be read`

const read = (text: string) => readManifest({ file: 'own.yaml', text, whyUnusable })

const HEAD = `id: widgets
name: Widgets
description: What the widget operator makes.
docs: https://example.org/widgets
`
const RESOURCES = `resources:
  - group: example.org
    resource: widgets
    kind: Widget
    namespaced: true
`

const problemsOf = (text: string) => {
  const reading = read(text)
  return reading.type === 'read' ? [] : reading.problems.map(({ line, reason }) => [line, reason])
}

describe('a manifest of an operator', () => {
  it('is read from YAML, with what it leaves out filled in', () => {
    const columns = `    columns:
      - { name: Size, type: string, jsonPath: .spec.size }
`
    expect(read(HEAD + RESOURCES + columns)).toMatchObject({
      type: 'read',
      manifest: {
        id: 'widgets',
        resources: [
          { columns: [{ name: 'Size', type: 'string', priority: 0, jsonPath: '.spec.size' }] },
        ],
      },
    })
  })

  it('may be JSON', () => {
    const resources = [{ group: 'a.org', resource: 'as', kind: 'A', namespaced: true }]
    const manifest = { id: 'a', name: 'A', description: '', docs: 'https://a.org', resources }
    expect(read(JSON.stringify(manifest))).toMatchObject({ type: 'read', manifest })
  })

  it('tells on which line each of its parts stands', () => {
    const reading = read(HEAD + RESOURCES)
    expect(reading.type === 'read' && reading.lineOf(['resources', 0, 'resource'])).toBe(7)
    expect(reading.type === 'read' && reading.lineOf(['resources', 0, 'health', 'fields'])).toBe(6)
  })

  it.each([
    ['a value of the wrong kind', `${HEAD}${RESOURCES}    expected: often\n`, 10, 'expected'],
    ['a field that nobody knows', `${HEAD}color: red\n${RESOURCES}`, 5, 'color: there is no such'],
    [
      'a field that is missing, where it is missing',
      `${HEAD}resources:\n  - group: a.org\n    resource: as\n    namespaced: true\n`,
      6,
      'resources.0.kind',
    ],
    ['an id that is none', HEAD.replace('widgets', 'My Widgets') + RESOURCES, 1, 'lower-case'],
    ['an address that is not https', HEAD.replace('https', 'http') + RESOURCES, 4, 'docs'],
    [
      'an icon that is more than lines',
      `${HEAD}icon: <script>\n${RESOURCES}`,
      5,
      'the path data of an SVG',
    ],
    [
      'a column that cannot be read',
      `${HEAD}${RESOURCES}    columns:\n      - name: Size\n        type: string\n        jsonPath: spec.size\n`,
      13,
      'the path spec.size cannot be read',
    ],
    [
      'a path to a field of health that is none',
      `${HEAD}${RESOURCES}    health:\n      fields:\n        - path: status\n          failed: [Bad]\n`,
      12,
      'must be fields such as',
    ],
    ['text that is no YAML', `${HEAD}resources: [\n`, 6, 'this is no YAML'],
    ['a field that is there twice', `${HEAD}id: again\n${RESOURCES}`, 5, 'this is no YAML'],
    ['two documents', `${HEAD}${RESOURCES}---\n${HEAD}`, 10, 'this is no YAML'],
    ['nothing at all', '', 1, 'the manifest'],
    ['a list', '- a\n- b\n', 1, 'the manifest'],
  ])('is refused for %s, by its line', (...[, text, line, reason]) => {
    expect(problemsOf(text)).toContainEqual([line, expect.stringContaining(reason)])
  })

  it('is refused for all that is wrong with it at once', () => {
    const text = HEAD.replace('https', 'http').replace('id: widgets', 'id: W') + RESOURCES
    expect(problemsOf(text).map(([line]) => line)).toEqual([1, 4])
  })

  it('does not grow beyond bounds by repeating itself', () => {
    const lines = Array.from({ length: 9 }, (_, at) => {
      const before = at === 0 ? '"x"' : Array.from({ length: 9 }, () => `*a${at - 1}`).join(',')
      return `a${at}: &a${at} [${before}]`
    })
    expect(read(lines.join('\n')).type).toBe('refused')
  })
})
