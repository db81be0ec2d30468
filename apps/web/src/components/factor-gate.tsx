import { Navigate, useLocation } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { ApiError } from '../session/api-error.ts'
import { useSettings } from '../session/preferences.ts'

/** Where a second factor is asked of everybody, whoever has none can do nothing but enrol one: it leads there. */
export function FactorGate(): ReactElement | null {
  const { pathname } = useLocation()
  const { error } = useSettings()
  const held = error instanceof ApiError && error.code === 'second_factor_required'
  if (!held || pathname === '/settings/security') return null
  return <Navigate to="/settings/$section" params={{ section: 'security' }} replace />
}
