import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactElement, ReactNode } from 'react'

import { useAreas } from '../../session/use-me.ts'
import type { AuditSearch } from './audit/audit-query.ts'

/** Leads whoever may read the audit log to what of it is searched for. */
export function AuditButton({ search, children }: AuditButtonProps): ReactElement | null {
  if (!useAreas().has('audit')) return null
  return (
    <Button
      size="xs"
      variant="default"
      renderRoot={(props) => <Link {...props} to="/admin/audit" search={search} />}
    >
      {children}
    </Button>
  )
}

interface AuditButtonProps {
  readonly search: AuditSearch
  readonly children: ReactNode
}
