import { describe, expect, it } from '@jest/globals'

import { COMMAND_IDS, commandOf, type CommandId } from '../../src/components/commands/commands.ts'
import { keyLabels, keyName, keyStep } from '../../src/components/commands/key-step.ts'

const all: readonly CommandId[] = COMMAND_IDS
const reading = { typing: false, singleKeys: true }
const typing = { typing: true, singleKeys: true }
const pressed = { key: 'k', ctrlKey: false, metaKey: false, altKey: false }

describe('keys', () => {
  it.each([
    ['one key does what it stands for', 'p', reading, { type: 'run', id: 'pause' }],
    ['the first of two waits for the second', 'g', reading, { type: 'wait' }],
    ['two lead somewhere', 'g e', reading, { type: 'run', id: 'go-explorer' }],
    ['a second that means nothing ends it', 'g z', reading, { type: 'none' }],
    ['single keys rest while text is typed', 'p', typing, { type: 'none' }],
    ['the palette opens even then', 'Mod+k', typing, { type: 'run', id: 'palette' }],
    ['single keys can be turned off', 'p', { ...reading, singleKeys: false }, { type: 'none' }],
    ['so can those that lead somewhere', 'g', { ...reading, singleKeys: false }, { type: 'none' }],
    [
      'Esc always closes',
      'Escape',
      { ...reading, singleKeys: false },
      { type: 'run', id: 'close' },
    ],
  ] as const)('%s', (...[, keys, place, step]) => {
    expect(keyStep(keys, all, place)).toEqual(step)
  })

  it('do nothing that cannot be done now', () => {
    expect(keyStep('p', ['keys'], reading)).toEqual({ type: 'none' })
  })

  it('mean what is innermost where two parts of a page want them', () => {
    const inner: readonly CommandId[] = ['tab-yaml', 'in-progress']
    expect(keyStep('2', inner, reading)).toEqual({ type: 'run', id: 'tab-yaml' })
  })

  it.each([
    ['Ctrl', { ...pressed, ctrlKey: true }, false, 'Mod+k'],
    ['⌘ on a Mac', { ...pressed, metaKey: true }, true, 'Mod+k'],
    ['what belongs to the system', { ...pressed, metaKey: true }, false, undefined],
    ['what writes other letters', { ...pressed, altKey: true }, false, undefined],
    ['a blank by its name', { ...pressed, key: ' ' }, false, 'Space'],
  ])('are named: %s', (...[, event, mac, name]) => {
    expect(keyName(event, mac)).toBe(name)
  })

  it('are written as they are printed', () => {
    expect([keyLabels('Mod+k', true), keyLabels('Mod+k', false), keyLabels('g o', false)]).toEqual([
      ['⌘', 'K'],
      ['Ctrl', 'K'],
      ['G', 'O'],
    ])
  })

  it('mean one thing in one place; an open object and a comparison have some of their own', () => {
    const keys = all.flatMap((id) => {
      const { area, keys: own } = commandOf(id)
      return own.map((key) => `${area}: ${key}`)
    })
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })
})
