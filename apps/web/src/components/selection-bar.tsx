import { UnstyledButton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { kubectlText } from '../live/kubectl-text.ts'
import type { LiveRow } from '../live/resource-store.ts'
import { nameOf, namespaceOf } from '../live/row-compare.ts'
import { count } from '../live/words.ts'
import { objectParams, writeList } from '../search.ts'
import { Icon } from '../ui/icon.tsx'
import { CopyButton } from './object/copy-button.tsx'
import classes from './selection-bar.module.css'
import type { Selection } from './use-selection.ts'

/** What can be done with the rows that are chosen. */
export function SelectionBar({ selection, kind, place }: SelectionBarProps): ReactElement | null {
  if (selection.ids.size === 0) return null
  const rows = selection.rows()
  const [first, ...others] = rows
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
      {first !== undefined && areNamesakes(rows) && (
        <Link
          className={classes['compare']}
          to="/r/$group/$resource/$cluster/$namespace/$name/compare"
          params={objectParams({
            ...place,
            cluster: first.cluster,
            namespace: namespaceOf(first),
            name: nameOf(first),
          })}
          search={{ with: writeList(others.map(({ cluster }) => cluster)) }}
        >
          <Icon name="compare" size={14} /> Compare
        </Link>
      )}
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
  readonly place: { readonly group: string; readonly resource: string }
}

/** One name in two to four clusters: what can be compared. */
function areNamesakes(rows: readonly LiveRow[]): boolean {
  const keys = new Set(rows.map(({ item }) => item.key))
  return rows.length >= 2 && rows.length <= MOST_COMPARED && keys.size === 1
}

const MOST_COMPARED = 4
