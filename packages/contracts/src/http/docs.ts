import { z } from 'zod'

import type { Endpoint } from '../endpoint.ts'

/** The calls of a service, written for people and for programs from the same contracts it answers by. */
export const docsEndpoints = {
  document: {
    method: 'get',
    path: '/api/docs/openapi.json',
    summary: 'Every public call as an OpenAPI 3.1 document',
    access: { type: 'public' },
    answers: { 200: z.looseObject({ openapi: z.literal('3.1.1') }) },
  },
  page: {
    method: 'get',
    path: '/api/docs',
    summary: 'Every public call as a page',
    access: { type: 'public' },
    answers: { 200: 'page' },
  },
} as const satisfies Record<string, Endpoint>
