import { expect, test } from '@jest/globals'

import { roleChanges, rolesOfGroups, type PlacedRole } from '../../src/user/role-mapping.ts'

const viewer: PlacedRole = { role: 'viewer', cluster: null, namespace: null }
const shop: PlacedRole = { role: 'developer', cluster: 'prod', namespace: 'shop' }
const mapping = new Map([
  ['readers', [viewer]],
  ['shop', [shop, viewer]],
])

test('A-34 groups give the roles that the mapping names, each once, and others give none', () => {
  expect(rolesOfGroups(['readers', 'shop', 'readers'], mapping)).toEqual([viewer, shop])
  expect(rolesOfGroups([], mapping)).toEqual([])
  for (const group of ['Readers', '__proto__', 'constructor', ''])
    expect(rolesOfGroups([group], mapping)).toEqual([])
})

test('A-34 only the difference of roles is changed', () => {
  const had = [
    { id: '1', ...viewer },
    { id: '2', role: 'developer', cluster: 'prod', namespace: null },
  ]
  expect(roleChanges(had, [viewer, shop])).toEqual({ gained: [shop], lost: [had[1]] })
  expect(roleChanges(had, had)).toEqual({ gained: [], lost: [] })
})
