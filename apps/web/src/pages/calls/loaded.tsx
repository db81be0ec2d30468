import { Button } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactElement, ReactNode } from 'react'

import { callWords } from './call-words.ts'
import { Failure } from './failure.tsx'
import { ApiError } from '../../session/api-error.ts'

/** What was asked for, once it is there; else that it is awaited, or why it is not. */
export function Loaded<T>({ query, what, children }: LoadedProps<T>): ReactElement {
  const { data, error } = query
  if (data !== undefined) return <>{children(data)}</>
  if (error === null) return <p role="status">Asking for {what}…</p>
  const reason = error instanceof ApiError ? error : new ApiError('internal', { cause: error })
  return (
    <>
      <Failure>{callWords(`Argus cannot show ${what}`, reason)}</Failure>
      <Button mt={8} variant="default" onClick={() => void query.refetch()}>
        Try again
      </Button>
    </>
  )
}

interface LoadedProps<T> {
  readonly query: UseQueryResult<T>
  readonly what: string
  readonly children: (data: T) => ReactNode
}
