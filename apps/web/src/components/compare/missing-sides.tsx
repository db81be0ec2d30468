import type { ReactElement } from 'react'

import type { Side } from '../../live/comparison-store.ts'
import classes from './compare.module.css'

/** Why there is nothing to compare yet. */
export function MissingSides({
  sides,
  name,
}: {
  readonly sides: readonly Side[]
  readonly name: string
}): ReactElement {
  if (sides.some(({ item, complete }) => item === undefined && !complete))
    return <p className={classes['nothing']}>Reading the objects</p>
  const missing = sides.filter(({ item }) => item === undefined)
  const hidden = sides.filter(({ item }) => item !== undefined && item.object === undefined)
  return (
    <div className={classes['nothing']} role="status">
      {missing.length > 0 && (
        <p>
          {name} is not in {missing.map(({ cluster }) => cluster).join(', ')}, or may not be seen
          there. If it comes, it is compared.
        </p>
      )}
      {hidden.length > 0 && (
        <p>
          You may see that {name} exists in {hidden.map(({ cluster }) => cluster).join(', ')}, but
          not its content.
        </p>
      )}
    </div>
  )
}
