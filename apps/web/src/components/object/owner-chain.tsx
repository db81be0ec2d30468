import type { ReactElement } from 'react'

import { useResource, useTopicStore } from '../../live/live-context.tsx'
import type { ObjectAddress } from '../../search.ts'
import classes from './object.module.css'
import { OwnerLine } from './owner-line.tsx'
import { summaryOf, type OwnerReference } from './summary-of.ts'
import { useKindFinder } from './use-kind-finder.ts'

/** Owners, and theirs in turn, as far as they can be looked at. */
export function OwnerChain({ owners, address, depth }: OwnerChainProps): ReactElement | null {
  if (owners.length === 0) return null
  return (
    <ul className={classes['chain']}>
      {owners.map((owner) => (
        <li key={owner.uid}>
          <OwnerLine owner={owner} address={address} />
          {depth < DEEPEST && <Above owner={owner} address={address} depth={depth} />}
        </li>
      ))}
    </ul>
  )
}

interface OwnerChainProps {
  readonly owners: readonly OwnerReference[]
  /** What they own. */
  readonly address: ObjectAddress
  readonly depth: number
}

function Above({ owner, address, depth }: AboveProps): ReactElement | null {
  const found = useKindFinder().byName(owner.apiVersion, owner.kind)
  if (found === undefined) return null
  const { group, resource } = found
  return <Followed address={{ ...address, group, resource, name: owner.name }} depth={depth} />
}

interface AboveProps {
  readonly owner: OwnerReference
  readonly address: ObjectAddress
  readonly depth: number
}

/** The owner's own owners stand in its whole object. */
function Followed({ address, depth }: Pick<OwnerChainProps, 'address' | 'depth'>): ReactElement {
  const { cluster, group, resource, name } = address
  const request = { topic: { cluster, group, resource }, name, shape: 'object' } as const
  const slice = useResource(useTopicStore(request)).clusters.get(cluster)
  const namespace = slice?.shape.namespaced === false ? '' : address.namespace
  const object = slice?.rows.get(`${namespace}/${name}`)?.item.object
  return (
    <OwnerChain
      owners={summaryOf(object).owners}
      address={{ ...address, namespace }}
      depth={depth + 1}
    />
  )
}

/** Deeper than any that is known; owners that own one another must end somewhere. */
const DEEPEST = 6
