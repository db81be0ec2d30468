import { useContext, useMemo } from 'react'
import type { z } from 'zod'

import { call, download, tell, type Call } from '../../session/api.ts'
import { ApiError } from '../../session/api-error.ts'
import { useSession } from '../../session/session-context.tsx'
import { StepUpContext, type Prove } from './step-up-context.ts'

export interface Calls {
  ask<T extends z.ZodType>(request: Omit<Call<T>, 'token'>): Promise<z.infer<T>>
  /** Where success says nothing. */
  tell(request: Omit<Call<z.ZodType>, 'answer' | 'token'>): Promise<void>
  /** Where success is a file. */
  file(request: Omit<Call<z.ZodType>, 'answer' | 'token'>): Promise<Blob>
}

/** Calls in the name of who is logged in. Where an answer wants a recent proof, it is asked for, and the call made again. */
export function useCalls(): Calls {
  const session = useSession()
  const prove = useContext(StepUpContext)
  if (prove === undefined) throw new Error('no StepUp above')
  return useMemo(() => {
    const token = async () => (await session.token({ fresh: false })).text
    return {
      ask: (request) => withProof(async () => call({ ...request, token: await token() }), prove),
      tell: (request) => withProof(async () => tell({ ...request, token: await token() }), prove),
      file: (request) =>
        withProof(async () => download({ ...request, token: await token() }), prove),
    }
  }, [session, prove])
}

async function withProof<T>(run: () => Promise<T>, prove: Prove): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'step_up_required') throw error
  }
  await prove()
  return run()
}
