import { describe, expect, it } from '@jest/globals'

import { placeOf } from '../../src/pages/administration/sections.ts'

describe('an address of the administration', () => {
  const users = new Set(['users'] as const)

  it('leads to its section, and to what is in it', () => {
    expect(placeOf('/admin/users', users)).toMatchObject({ section: { name: 'Users' } })
    expect(placeOf('/admin/users/1', users)).toMatchObject({ section: { name: 'Users' } })
  })

  it('begins at the first section that the reader may open', () => {
    expect(placeOf('/admin', users)).toEqual({ type: 'begin', to: '/admin/users' })
  })

  it.each<[string, string, ReadonlySet<'users'>]>([
    ['names nothing', '/admin/nowhere', users],
    ['names what is not the reader’s', '/admin/users', new Set()],
    ['is the reader’s in no part', '/admin', new Set()],
  ])('is lost where it %s', (_, path, areas) => {
    expect(placeOf(path, areas)).toEqual({ type: 'lost' })
  })
})
