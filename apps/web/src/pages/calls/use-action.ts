import { useRef, useState } from 'react'

import { ApiError } from '../../session/api-error.ts'
import { callWords } from './call-words.ts'

export interface Action {
  readonly run: (task: () => Promise<void>) => void
  /** Why the last one was not done. */
  readonly failure: string | undefined
}

/** One thing at a time that a button does, and why it was not done; `what` names that ("Not ended"), `words` say the rest. */
export function useAction(what: string, words = callWords): Action {
  // A button that is switched off loses the focus, so a second press is left out instead.
  const busy = useRef(false)
  const [failure, setFailure] = useState<string>()
  const attempt = async (task: () => Promise<void>) => {
    if (busy.current) return
    busy.current = true
    setFailure(undefined)
    try {
      await task()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setFailure(words(what, error))
    } finally {
      busy.current = false
    }
  }
  return { run: (task) => void attempt(task), failure }
}
