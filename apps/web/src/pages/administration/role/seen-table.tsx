import type { ReactElement } from 'react'

import { count, plainText } from '../../../live/words.ts'
import { Icon } from '../../../ui/icon.tsx'
import type { Amount, Seen, SeenCell, SeenRow } from './seen-objects.ts'
import classes from './seen.module.css'

export type Side = 'today' | 'after' | 'difference'

/** Kind by cluster; a number is what the person sees of it. */
export function SeenTable({ rows, clusters, side }: SeenTableProps): ReactElement {
  return (
    <div
      role="region"
      aria-label="What is seen, by kind"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- many clusters are scrolled to by keyboard
      tabIndex={0}
      className={classes['scroll']}
    >
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">May see, by kind</th>
            {clusters.map((cluster) => (
              <th key={cluster} scope="col" dir="auto">
                {cluster}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ kind, cells }) => (
            <tr key={`${kind.group}/${kind.resource}`}>
              <th scope="row" title={plainText(kind.group)}>
                {kind.title}
              </th>
              {cells.map((cell) => (
                <Cell key={cell.cluster} cell={cell} side={side} />
              ))}
            </tr>
          ))}
          <tr className={classes['rest']}>
            <th scope="row">{rows.length === 0 ? 'Every kind' : 'Everything else'}</th>
            {clusters.map((cluster) => (
              <td key={cluster}>–</td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  )
}

interface SeenTableProps {
  readonly rows: readonly SeenRow[]
  readonly clusters: readonly string[]
  readonly side: Side
}

function Cell({ cell, side }: { readonly cell: SeenCell; readonly side: Side }): ReactElement {
  const { today, after, change } = cell
  if (side !== 'difference') return <td>{seenWord(side === 'today' ? today : after)}</td>
  if (change.type === 'none') return <td>{seenWord(today)}</td>
  const { gained, lost } = change
  return (
    <td data-change={gained === undefined ? 'lost' : 'gained'}>
      {gained !== undefined && <span data-sign="gained">+{amountWord(gained)}</span>}
      {lost !== undefined && <span data-sign="lost">−{amountWord(lost)}</span>}
    </td>
  )
}

function seenWord(seen: Seen): ReactElement | string {
  if (seen.type === 'none') return '–'
  if (seen.objects !== undefined) return count(seen.objects)
  return <Icon name="check" label="may see, not counted" size={14} />
}

const amountWord = (amount: Exclude<Amount, undefined>): ReactElement | string =>
  amount === 'uncounted' ? <Icon name="check" label="not counted" size={14} /> : count(amount)
