import { request as ask } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

import type { Endpoint } from '@argus/contracts/endpoint'
import {
  listAnswerSchema,
  objectAnswerSchema,
  resourcesEndpoints,
  type ListAnswer,
} from '@argus/contracts/http/resources'
import { refusalsOf } from '@argus/contracts/openapi'
import { errorBodySchema, type ErrorBody } from '@argus/contracts/refusal-code'
import { until } from '@argus/testkit/until'
import { expect } from '@jest/globals'
import type { z } from 'zod'

import { statusOf } from '../../src/http/error-response.ts'

export const LIST = '/api/resources/alpha/example.org/-/things'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** As it was sent, decompressed. */
  readonly text: string
  readonly bytes: Buffer
}

interface Asking {
  readonly token?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly method?: string
  readonly body?: string
}

/** Asks as a plain client would: nothing is added, and the path is sent as it is. */
export function read(url: string, path: string, asking: Asking = {}): Promise<Answer> {
  const { token, headers = {}, method = 'GET', body } = asking
  const { hostname, port } = new URL(url)
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    const sent = ask(
      { hostname, port, path, method, headers: { ...authorization, ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const bytes = Buffer.concat(chunks)
          const answer: Answer = {
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: plain(bytes, response.headers['content-encoding']).toString('utf8'),
            bytes,
          }
          resolve(answer)
        })
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

/** A page of a list, every answer being checked against the contract. */
export async function list(url: string, path: string, asking: Asking = {}): Promise<ListAnswer> {
  const answer = await read(url, path, asking)
  expect({ status: answer.status, ...(answer.status !== 200 && { text: answer.text }) }).toEqual({
    status: 200,
  })
  return bodyOf(listAnswerSchema, answer)
}

export async function object(
  url: string,
  path: string,
  asking: Asking = {},
): Promise<z.infer<typeof objectAnswerSchema>> {
  const answer = await read(url, path, asking)
  expect({ status: answer.status, ...(answer.status !== 200 && { text: answer.text }) }).toEqual({
    status: 200,
  })
  return bodyOf(objectAnswerSchema, answer)
}

/** A refusal, with a code that the contract names for such a call and the status that belongs to it. */
export async function refusal(
  url: string,
  path: string,
  asking: Asking = {},
): Promise<ErrorBody & { readonly status: number; readonly headers: Answer['headers'] }> {
  const { status, headers, text } = await read(url, path, asking)
  const body = errorBodySchema.strict().parse(JSON.parse(text))
  const endpoint: Endpoint =
    path.split('?', 1)[0]?.split('/').length === 8
      ? resourcesEndpoints.object
      : resourcesEndpoints.list
  expect(refusalsOf(endpoint)).toContain(body.code)
  expect(status).toBe(statusOf(body.code))
  expect(headers['cache-control']).toBe('no-store')
  return { ...body, status, headers }
}

/** All pages of a list. */
export async function pages(
  url: string,
  path: string,
  asking: Asking = {},
): Promise<readonly ListAnswer[]> {
  const all: ListAnswer[] = []
  for (let next: string | undefined = ''; next !== undefined; next = all.at(-1)?.next) {
    const cursor = next === '' ? '' : `${path.includes('?') ? '&' : '?'}cursor=${next}`
    all.push(await list(url, `${path}${cursor}`, asking))
  }
  return all
}

/** Waits until a gateway knows of a kind in these clusters, by name: of all clusters it is not waited for. */
export async function untilListed(
  url: string,
  path: string,
  { token, clusters }: { readonly token: string; readonly clusters: readonly string[] },
): Promise<ListAnswer> {
  const known = async () => {
    const answer = await list(url, path, { token })
    const names = answer.topics.map(({ topic }) => topic.cluster)
    return names.join() === clusters.join() ? answer : undefined
  }
  return until(known, { what: clusters.join() })
}

/** What is there under a schema that takes nothing else. */
function bodyOf<T extends z.ZodObject>(schema: T, { text }: Answer): z.infer<T> {
  const body: unknown = JSON.parse(text)
  const parsed = schema.parse(body)
  expect(parsed).toEqual(body)
  return parsed
}

function plain(bytes: Buffer, coding: string | undefined): Buffer {
  if (coding === 'gzip') return gunzipSync(bytes)
  return coding === 'br' ? brotliDecompressSync(bytes) : bytes
}
