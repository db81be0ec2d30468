import type { z } from 'zod'

import { serviceOf } from '../proxy-table.ts'
import { ApiError, apiError } from './api-error.ts'

export interface Call<T extends z.ZodType> {
  readonly path: string
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly token?: string
  readonly answer: T
  readonly signal?: AbortSignal
}

/** Calls a service under the page's own origin and reads the answer by its contract; throws an ApiError. */
export async function call<T extends z.ZodType>(request: Call<T>): Promise<z.infer<T>> {
  const response = await send(request)
  if (!response.ok) throw await apiError(response, request.path)
  const parsed = request.answer.safeParse(await json(response, request.path))
  if (!parsed.success)
    throw new ApiError('internal', {
      message: 'an answer that cannot be read',
      cause: parsed.error,
    })
  return parsed.data
}

/** The same where success says nothing. */
export async function tell(request: Omit<Call<z.ZodType>, 'answer'>): Promise<void> {
  const response = await send(request)
  if (!response.ok) throw await apiError(response, request.path)
}

/** The same where success is a file, whatever is in it. */
export async function download(request: Omit<Call<z.ZodType>, 'answer'>): Promise<Blob> {
  const response = await send(request)
  if (!response.ok) throw await apiError(response, request.path)
  try {
    return await response.blob()
  } catch (error) {
    throw new ApiError('unreachable', { message: 'a file that ended too early', cause: error })
  }
}

async function send({
  path,
  method = 'GET',
  body,
  token,
  signal,
}: Omit<Call<z.ZodType>, 'answer'>): Promise<Response> {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
  }
  try {
    return await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    })
  } catch (error) {
    const message = 'the console’s server does not answer'
    throw new ApiError('unreachable', { message, service: serviceOf(path), cause: error })
  }
}

async function json(response: Response, path: string): Promise<unknown> {
  try {
    return await response.json()
  } catch (error) {
    const message = 'an answer that is no JSON'
    throw new ApiError('unreachable', { message, service: serviceOf(path), cause: error })
  }
}
