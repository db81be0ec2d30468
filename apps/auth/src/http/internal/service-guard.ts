import { createHash, timingSafeEqual } from 'node:crypto'

import { Refusal } from '@argus/contracts/refusal-code'

import type { Handle } from '../call.ts'

/** Lets only services in: those that present the service token. Compared in a time that says nothing of how far it fits. */
export function serviceOnly(serviceToken: string): (handle: Handle) => Handle {
  const expected = digest(serviceToken)
  return (handle) => async (call) => {
    if (call.bearer === undefined || !timingSafeEqual(digest(call.bearer), expected)) {
      throw new Refusal('unauthenticated', 'the service token is missing or wrong')
    }
    return handle(call)
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
