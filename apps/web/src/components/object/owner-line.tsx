import type { ReactElement } from 'react'

import { plainText } from '../../live/words.ts'
import type { ObjectAddress } from '../../search.ts'
import { NamedObject } from './named-object.tsx'
import classes from './summary.module.css'
import type { OwnerReference } from './summary-of.ts'
import { useKindFinder } from './use-kind-finder.ts'

/** What an object belongs to; its name alone where its kind cannot be looked at. */
export function OwnerLine({ owner, address }: OwnerLineProps): ReactElement {
  const { apiVersion, kind, name, controller } = owner
  const found = useKindFinder().byName(apiVersion, kind)
  if (found === undefined)
    return (
      <span className={classes['line']} dir="auto">
        {plainText(name)} <span className={classes['meta']}>{plainText(kind)}</span>
      </span>
    )
  const { group, resource } = found
  return (
    <NamedObject
      kind={kind}
      address={{ ...address, group, resource, name }}
      note={controller === true ? 'controls it' : undefined}
    />
  )
}

interface OwnerLineProps {
  readonly owner: OwnerReference
  /** The object that it owns: owners lie in the same namespace, or in none. */
  readonly address: ObjectAddress
}
