import { useParams } from '@tanstack/react-router'
import { useMemo, type ReactElement } from 'react'

import { ComparePage } from '../components/compare/compare-page.tsx'
import { readObjectParams } from '../search.ts'

/** One object beside its namesakes in other clusters. */
export default function Compare(): ReactElement {
  const params = useParams({ from: '/shell/r/$group/$resource/$cluster/$namespace/$name/compare' })
  const address = useMemo(() => readObjectParams(params), [params])
  return <ComparePage address={address} />
}
