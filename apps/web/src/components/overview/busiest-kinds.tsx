import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import type { Kind } from '../../live/kinds.ts'
import { perSecond } from '../../live/rate.ts'
import { useSecond } from '../../live/second.ts'
import { kindKey } from '../../live/tally.ts'
import type { Overview } from '../../live/use-tally.ts'
import { rateWord } from '../../live/words.ts'
import { Sparkline } from '../sparkline.tsx'
import classes from './overview.module.css'

/** The kinds that change most now; while nothing changes, there are none. */
export function BusiestKinds({ kinds, overview, scope }: BusiestKindsProps): ReactElement {
  const now = useSecond()
  const busy = kinds
    .map((kind) => {
      const rate = overview.rateOfKind(kind, now)
      return { kind, rate, recent: perSecond(rate, now, RECENT_SECONDS) }
    })
    .filter(({ recent }) => recent > 0)
    .toSorted((a, b) => b.recent - a.recent || (kindKey(a.kind) < kindKey(b.kind) ? -1 : 1))
    .slice(0, MOST_SHOWN)
  return (
    <section aria-label="Busiest kinds">
      <h2 className={classes['title']}>
        Busiest kinds <span className={classes['meta']}>changes per second, last minute</span>
      </h2>
      {busy.length === 0 ? (
        <p className={classes['nothing']}>Nothing has changed in the last minute.</p>
      ) : (
        <table className={classes['table']}>
          <tbody>
            {busy.map(({ kind, rate, recent }) => (
              <tr key={kindKey(kind)}>
                <th scope="row">
                  <Link
                    to="/r/$group/$resource"
                    params={{ group: kind.group, resource: kind.resource }}
                    search={scope === undefined ? {} : { clusters: scope }}
                  >
                    {kind.kind}
                  </Link>{' '}
                  <span className={classes['meta']}>{kind.group}</span>
                </th>
                <td>
                  <Sparkline rate={rate} label={`Changes per second of ${kind.kind}`} />
                </td>
                <td className={classes['right']}>
                  <b className="number">{rateWord(recent)}</b>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

interface BusiestKindsProps {
  readonly kinds: readonly Kind[]
  readonly overview: Overview
  readonly scope: string | undefined
}

/** Long enough that what changes every half minute does not come and go. */
const RECENT_SECONDS = 60
const MOST_SHOWN = 4
