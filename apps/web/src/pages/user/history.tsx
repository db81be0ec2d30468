import type { ReactElement } from 'react'

import { Block } from '../../components/block.tsx'
import { useAreas } from '../../session/use-me.ts'
import { AuditButton } from '../administration/audit-button.tsx'

/** Where it is told what was done to a user, and what they did: for whoever may read that. */
export function History({ id }: { readonly id: string }): ReactElement | null {
  if (!useAreas().has('audit')) return null
  return (
    <Block
      title="History"
      lead="Every change is in the audit log, with who made it."
      action={
        <>
          <AuditButton search={{ target: id }}>Changes of this user</AuditButton>
          <AuditButton search={{ actor: id }}>What they did</AuditButton>
        </>
      }
    />
  )
}
