import { UnstyledButton } from '@mantine/core'
import type { ReactElement } from 'react'

import { kubectlText } from '../live/kubectl-text.ts'
import { nameOf } from '../live/row-compare.ts'
import { count } from '../live/words.ts'
import { Icon } from '../ui/icon.tsx'
import { CopyButton } from './object/copy-button.tsx'
import classes from './selection-bar.module.css'
import type { Selection } from './use-selection.ts'

/** What can be done with the rows that are chosen. */
export function SelectionBar({ selection, kind }: SelectionBarProps): ReactElement | null {
  if (selection.ids.size === 0) return null
  const rows = selection.rows()
  return (
    <div className={classes['bar']} role="toolbar" aria-label="Selected rows">
      <span>
        <b className="number">{count(rows.length)}</b> selected
      </span>
      <CopyButton
        key={`names ${rows.length}`}
        text={rows.map(nameOf).join('\n')}
        label="Copy names"
      />
      <CopyButton
        key={`kubectl ${rows.length}`}
        text={kubectlText(kind, rows)}
        label="Copy kubectl get"
      />
      <span className={classes['meta']}>An export holds these rows.</span>
      <UnstyledButton
        className={classes['clear']}
        aria-label="Clear the selection"
        onClick={selection.clear}
      >
        <Icon name="close" size={14} />
      </UnstyledButton>
    </div>
  )
}

interface SelectionBarProps {
  readonly selection: Selection
  /** As `kubectl` names the kind: `certificates.cert-manager.io`. */
  readonly kind: string
}
