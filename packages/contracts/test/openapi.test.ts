import { expect, test } from '@jest/globals'
import { z } from 'zod'

import type { Endpoint } from '../src/endpoint.ts'
import { accessSentence, openApiDocument, refusalsOf } from '../src/openapi.ts'

const change: Endpoint = {
  method: 'patch',
  path: '/api/things/{id}',
  summary: 'Change a thing',
  access: { type: 'session', recent: true, permission: { resource: 'users', verb: 'update' } },
  params: z.strictObject({ id: z.uuid() }),
  query: z.strictObject({ dry: z.enum(['yes']).optional() }),
  body: z.strictObject({ name: z.string() }),
  answers: { 200: z.object({ name: z.string() }), 204: 'empty' },
  refusals: ['conflict'],
}
const list: Endpoint = {
  method: 'get',
  path: '/api/things',
  summary: 'The things',
  access: { type: 'public' },
  answers: { 200: 'json-lines' },
}
const document = openApiDocument([change, list], {
  title: 'Things',
  description: '',
  version: '1',
  statusOf: (code) => (code === 'conflict' ? 409 : 400),
})

test('calls are in the order of their paths, whatever order they came in', () => {
  expect(Object.keys(document.paths)).toEqual(['/api/things', '/api/things/{id}'])
})

test('parameters say where they stand and whether they must', () => {
  expect(document.paths['/api/things/{id}']?.['patch']?.parameters).toEqual([
    { name: 'id', in: 'path', required: true, schema: expect.objectContaining({ format: 'uuid' }) },
    {
      name: 'dry',
      in: 'query',
      required: false,
      schema: expect.objectContaining({ enum: ['yes'] }),
    },
  ])
})

test('answers are closed objects, even where the contract lets a reader find more', () => {
  const content = document.paths['/api/things/{id}']?.['patch']?.responses['200']?.content
  expect(content?.['application/json']?.schema.additionalProperties).toBe(false)
  expect(document.paths['/api/things']?.['get']?.responses['200']?.content).toEqual({
    'application/x-ndjson': { schema: { type: 'string' } },
  })
})

test('a call may be refused for its own reasons and for those of its kind', () => {
  expect(refusalsOf(list)).toEqual(['internal', 'unavailable'])
  expect(refusalsOf(change)).toEqual([
    'invalid_request',
    'unauthenticated',
    'cross_site',
    'password_change_required',
    'second_factor_required',
    'not_allowed',
    'step_up_required',
    'too_large',
    'unsupported_media_type',
    'conflict',
    'internal',
    'unavailable',
  ])
  const { responses } = document.paths['/api/things/{id}']?.['patch'] ?? {}
  expect(responses?.['409']?.content?.['application/json']?.schema).toEqual({
    $ref: '#/components/schemas/Error',
    properties: { code: { enum: ['conflict'] } },
  })
})

test('who may call is a sentence', () => {
  expect(accessSentence(list.access)).toBe('Anybody may make this call.')
  expect(accessSentence(change.access)).toBe(
    'A session may make this call whose user may `update` `argus.internal/users`. Its user must have proved who they are within the last five minutes.',
  )
})
