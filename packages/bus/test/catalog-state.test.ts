import { expect, it } from '@jest/globals'

import {
  onCatalogInput,
  onCatalogRead,
  type CatalogInput,
  type CatalogState,
} from '../src/catalog-state.ts'
import { STILL_MS } from '../src/timing.ts'

const unread: CatalogState = { phase: 'unread' }
const read: CatalogState = { phase: 'read', revision: '5' }
const never: CatalogState = { phase: 'read', revision: undefined }
const lost: CatalogState = { phase: 'lost', revision: '5', seen: undefined }
const NOW = 99_000
const growing: CatalogState = { ...lost, seen: { revision: '8', since: NOW - STILL_MS } }
const begun: CatalogState = { ...lost, seen: { revision: '8', since: NOW } }
const announced: CatalogInput = { type: 'announced' }
const checked = (revision?: string, asked: string | undefined = '5'): CatalogInput => ({
  type: 'checked',
  revision,
  asked,
})

it.each<[string, CatalogState, CatalogInput, { state: CatalogState; read: boolean }]>([
  ['unread, whatever happens makes it read', unread, checked(), { state: unread, read: true }],
  ['an announcement makes it read', read, announced, { state: read, read: true }],
  ['a check that finds what it knows does not', read, checked('5'), { state: read, read: false }],
  ['a check that finds another does', read, checked('6'), { state: read, read: true }],
  [
    'one never written is not lost',
    never,
    { type: 'checked', revision: undefined, asked: undefined },
    { state: never, read: false },
  ],
  ['one that was known is', read, checked(), { state: lost, read: false }],
  [
    'an answer from before it was written says nothing',
    read,
    { type: 'checked', revision: undefined, asked: undefined },
    { state: read, read: false },
  ],
  ['lost, announcements do not count', lost, announced, { state: lost, read: false }],
  ['it begins to be written again', lost, checked('8'), { state: begun, read: false }],
  [
    'it is still being written',
    growing,
    checked('9'),
    { state: { ...lost, seen: { revision: '9', since: NOW } }, read: false },
  ],
  ['it has not stood still for long', begun, checked('8'), { state: begun, read: false }],
  ['it stands still', growing, checked('8'), { state: read, read: true }],
])('%s', (...[, state, input, expected]) => {
  expect(onCatalogInput(state, input, NOW)).toEqual(expected)
})

it.each<[string, CatalogState, string | undefined, { state: CatalogState; fresh: boolean }]>([
  ['the first is new, even if there is none', unread, undefined, { state: never, fresh: true }],
  ['the same again is not', read, '5', { state: read, fresh: false }],
  ['another is', read, '6', { state: { phase: 'read', revision: '6' }, fresh: true }],
  ['one lost while it was read is not', read, undefined, { state: lost, fresh: false }],
])('%s', (...[, state, revision, expected]) => {
  expect(onCatalogRead(state, revision)).toEqual(expected)
})
