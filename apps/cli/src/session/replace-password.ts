import { passwordEndpoints } from '@argus/contracts/http/passwords'

import { Failure } from '../failure.ts'
import type { Api } from './api.ts'

export interface PasswordQuestions {
  readonly current: () => Promise<string>
  readonly next: () => Promise<string>
  /** Whether a person can be asked once more for what was refused. */
  readonly again: boolean
  readonly refused: (why: Failure) => void
}

const TRIES = 3

/** Replaces the password of whoever asks, which ends their other sessions. What the console does not take is asked for again. */
export async function replacePassword(api: Api, questions: PasswordQuestions): Promise<void> {
  const current = await questions.current()
  for (let tries = 1; ; tries += 1) {
    const password = await questions.next()
    try {
      await api.call(passwordEndpoints.change, { body: { current, password } })
      return
    } catch (error) {
      const may = questions.again && tries < TRIES
      if (!may || !(error instanceof Failure) || error.code !== 'password_refused') throw error
      questions.refused(error)
    }
  }
}
