import { useParams } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { KindList } from '../components/kind-list.tsx'

/** One kind over all clusters. Another kind is another page: nothing of the old one stays. */
export default function Explorer(): ReactElement {
  const { group, resource } = useParams({ from: '/shell/r/$group/$resource' })
  return <KindList key={`${group}/${resource}`} group={group} resource={resource} />
}
