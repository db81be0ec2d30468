import type { ClusterFinding } from '@argus/contracts/cluster-diagnosis'
import type { ReactElement } from 'react'

import { Icon } from '../../ui/icon.tsx'
import classes from '../clusters.module.css'
import { FINDING_WORDS, isTooMuch } from './finding-words.ts'

/** What an account may do beyond reading, in a cell; quiet where it only reads. */
export function AccountWords({
  findings,
}: {
  readonly findings: readonly ClusterFinding[] | undefined
}): ReactElement {
  if (findings === undefined) return <>–</>
  const [first, ...more] = findings
  if (first === undefined) return <>Reads only</>
  return (
    <span
      className={classes['finding']}
      data-tone={isTooMuch(first) ? 'failed' : 'unknown'}
      title={findings.map(({ happened }) => happened).join(' ')}
    >
      <Icon name={isTooMuch(first) ? 'failed' : 'unknown'} size={14} />
      {FINDING_WORDS[first.type]}
      {more.length > 0 && `, ${more.length} more`}
    </span>
  )
}
