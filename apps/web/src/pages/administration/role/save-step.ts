import { assignmentSchema, roleWithPermissionsSchema } from '@argus/contracts/http/roles'

import type { Calls } from '../../calls/use-calls.ts'
import type { RoleDraft, Step, Stored } from './role-draft.ts'
import { ROLES_PATH } from './use-stored-role.ts'

/** What a step is about. */
export interface Saving {
  readonly stored: Stored
  readonly draft: RoleDraft
  readonly step: Step
}

/** Does one step and gives what is stored after it; throws the ApiError of its call. */
export async function saveStep(calls: Calls, saving: Saving): Promise<Stored> {
  const { stored, draft, step } = saving
  const { name, description } = draft
  const permissions = [...draft.permissions]
  const { role, assignments } = stored
  const path = `${ROLES_PATH}/${role?.id ?? ''}`
  const answer = roleWithPermissionsSchema
  switch (step.type) {
    case 'create': {
      const body = { name, description, permissions }
      return {
        role: await calls.ask({ path: ROLES_PATH, method: 'POST', body, answer }),
        assignments,
      }
    }
    case 'rename': {
      const from = { name: role?.name ?? '', description: role?.description ?? '' }
      const body = { name, description, from }
      return { role: await calls.ask({ path, method: 'PUT', body, answer }), assignments }
    }
    case 'permit': {
      const body = { permissions, from: role?.permissions ?? [] }
      const change = { path: `${path}/permissions`, method: 'PUT', body, answer } as const
      return { role: await calls.ask(change), assignments }
    }
    case 'assign': {
      const { userId, cluster, namespace } = step.holder
      const made = await calls.ask({
        path: `${ROLES_PATH}/assignments`,
        method: 'POST',
        body: { userId, roleId: role?.id ?? '', cluster, namespace },
        answer: assignmentSchema,
      })
      return { role, assignments: [...assignments, made] }
    }
    case 'unassign': {
      const { id } = step.assignment
      await calls.tell({ path: `${ROLES_PATH}/assignments/${id}`, method: 'DELETE' })
      return { role, assignments: assignments.filter((one) => one.id !== id) }
    }
  }
}
