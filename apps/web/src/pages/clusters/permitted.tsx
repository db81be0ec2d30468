import type { AdministrationPermission } from '@argus/contracts/endpoint'
import type { Grant } from '@argus/contracts/grant'
import type { ReactElement, ReactNode } from 'react'

import { Lost } from '../../components/lost.tsx'
import { may, mayIn } from '../../session/may.ts'
import { useMe } from '../../session/use-me.ts'
import { Loaded } from '../calls/loaded.tsx'

/** What only those see who have a right, in one cluster or in any; to others there is no such page. */
export function Permitted({ needed, cluster, children }: PermittedProps): ReactElement {
  const me = useMe()
  if (me.data === undefined)
    return (
      <main>
        <Loaded query={me} what="what you may do">
          {() => null}
        </Loaded>
      </main>
    )
  const { grants } = me.data
  const permitted = cluster === undefined ? may(grants, needed) : mayIn(grants, needed, cluster)
  return permitted ? <>{children({ grants })}</> : <Lost />
}

interface PermittedProps {
  readonly needed: AdministrationPermission
  readonly cluster?: string
  readonly children: (of: { readonly grants: readonly Grant[] }) => ReactNode
}
