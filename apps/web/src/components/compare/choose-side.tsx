import { Button } from '@mantine/core'
import type { ReactElement } from 'react'

import classes from './compare.module.css'

/** Said while an object is compared with nothing: which clusters it can be compared with, each a button. */
export function ChooseSide({ cluster, others, name, onChoose }: ChooseSideProps): ReactElement {
  if (others.length === 0)
    return (
      <p className={classes['nothing']} role="status">
        {name} is in no other cluster that you may see.
      </p>
    )
  return (
    <div className={classes['nothing']}>
      <p>Choose a cluster to compare {cluster} with.</p>
      <ul className={classes['choices']} aria-label="Clusters to compare with">
        {others.map((other) => (
          <li key={other}>
            <Button size="xs" variant="default" onClick={() => onChoose(other)}>
              {other}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}

interface ChooseSideProps {
  readonly cluster: string
  /** The other clusters that have the object. */
  readonly others: readonly string[]
  readonly name: string
  readonly onChoose: (cluster: string) => void
}
