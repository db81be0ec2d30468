import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { ApiError } from '../../../session/api-error.ts'
import { ME_KEY } from '../../../session/use-me.ts'
import { useAction } from '../../calls/use-action.ts'
import { useCalls } from '../../calls/use-calls.ts'
import { readLastChange, type LastChange } from './last-change.ts'
import {
  draftOf,
  isSame,
  rebased,
  stepsOf,
  type RoleDraft,
  type Step,
  type Stored,
} from './role-draft.ts'
import { saveStep } from './save-step.ts'
import { readRole, ROLES_KEY } from './use-stored-role.ts'

/** A role as somebody else left it, while this draft was made. */
export interface Theirs {
  readonly stored: Stored
  readonly change: LastChange | undefined
}

export interface RoleDrafting {
  readonly stored: Stored
  readonly draft: RoleDraft
  readonly steps: readonly Step[]
  readonly theirs: Theirs | undefined
  /** Why the last save did not get through. */
  readonly failure: string | undefined
  readonly change: (part: Partial<RoleDraft>) => void
  readonly discard: () => void
  /** Saves over what is stored, or over theirs. What was done of it before a failure is kept, and no change any more. */
  readonly save: (over: Stored) => void
}

interface Options {
  readonly initial: Stored
  /** What a new role begins as. */
  readonly template: RoleDraft
  readonly onSaved: (stored: Stored) => void
}

/** The draft of a role from its first change until it is stored. */
export function useRoleDraft({ initial, template, onSaved }: Options): RoleDrafting {
  const calls = useCalls()
  const queries = useQueryClient()
  const action = useAction('Not saved')
  const [stored, setStored] = useState(initial)
  const [draft, setDraft] = useState(template)
  const [theirs, setTheirs] = useState<Theirs>()

  const save = async (over: Stored) => {
    let now = over
    setTheirs(undefined)
    try {
      for (const step of stepsOf(over, draft))
        now = await saveStep(calls, { stored: now, draft, step })
    } catch (error) {
      if (!isConflict(error) || now.role === undefined) throw error
      const read = await readRole(calls, now.role.id)
      if (read.role === undefined || !isChanged(now, read)) throw error
      setTheirs({ stored: read, change: await readLastChange(calls, read.role.id) })
      return
    } finally {
      setStored(now)
      setDraft((mine) => rebased(now, mine))
      await queries.invalidateQueries({ queryKey: ROLES_KEY, exact: true })
      await queries.invalidateQueries({ queryKey: ME_KEY })
    }
    onSaved(now)
  }

  return {
    stored,
    draft,
    steps: stepsOf(stored, draft),
    theirs,
    failure: action.failure,
    change: (part) => setDraft((old) => ({ ...old, ...part })),
    discard: () => {
      setTheirs(undefined)
      setDraft(stored.role === undefined ? template : draftOf(stored.role))
    },
    save: (over) => action.run(() => save(over)),
  }
}

const isConflict = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'conflict'

/** Who has it may change meanwhile without harm: each of those is a call of its own. */
function isChanged({ role: mine }: Stored, { role: now }: Stored): boolean {
  if (mine === undefined || now === undefined) return true
  return (
    mine.name !== now.name ||
    mine.description !== now.description ||
    !isSame(mine.permissions, now.permissions)
  )
}
