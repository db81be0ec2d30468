import { expect, it } from '@jest/globals'
import { parsePath } from '../src/request-path.ts'

it.each([
  ['/version', { type: 'version' }],
  ['/readyz', { type: 'health' }],
  ['/api', { type: 'core-versions' }],
  ['/apis', { type: 'groups' }],
  ['/apis/apps', { type: 'group', group: 'apps' }],
  ['/api/v1', { type: 'resources', group: '', version: 'v1' }],
  ['/apis/apps/v1', { type: 'resources', group: 'apps', version: 'v1' }],
  ['/api/v1/namespaces', { type: 'collection', group: '', version: 'v1', resource: 'namespaces' }],
  ['/api/v1/namespaces/x', { type: 'object', resource: 'namespaces', name: 'x', status: false }],
  [
    '/api/v1/namespaces/x/status',
    { type: 'object', resource: 'namespaces', name: 'x', status: true },
  ],
  ['/api/v1/namespaces/x/pods', { type: 'collection', resource: 'pods', namespace: 'x' }],
  ['/api/v1/namespaces/x/pods/p', { type: 'object', resource: 'pods', namespace: 'x', name: 'p' }],
  [
    '/apis/g.io/v1/namespaces/x/things/t/status',
    { type: 'object', group: 'g.io', name: 't', status: true },
  ],
  ['/apis/g.io/v1/things', { type: 'collection', group: 'g.io', resource: 'things' }],
  ['/apis/g.io/v1/things/t', { type: 'object', resource: 'things', name: 't' }],
  ['/apis/g.io/v1/things/t/scale', { type: 'unknown' }],
  ['/metrics', { type: 'unknown' }],
])('%s', (path, expected) => {
  expect(parsePath(path)).toMatchObject(expected)
})
