import { useEffect, useRef, type ReactElement } from 'react'

import type { Comparison } from '../../live/comparison-store.ts'
import type { Freshness } from '../../live/freshness.ts'
import type { MarkedDifference } from '../../live/marked-differences.ts'
import type { ResourceState } from '../../live/resource-store.ts'
import { plainText } from '../../live/words.ts'
import classes from './compare.module.css'
import { isKnown, SideHead } from './side-head.tsx'
import type { CompareAddress } from './use-comparison.ts'
import { ValueText } from './value-text.tsx'

export interface CompareParts {
  readonly comparison: Comparison
  readonly differences: readonly MarkedDifference[]
  readonly state: ResourceState
  readonly told: Freshness
  readonly where: CompareAddress
  readonly togglePin: (cluster: string) => void
}

/** The fields that differ, a column for each cluster. */
export function FieldTable(props: CompareParts): ReactElement {
  const { comparison, differences, state, told, where, togglePin } = props
  const { sides } = comparison
  const body = useRef<HTMLTableSectionElement>(null)
  useEffect(() => {
    body.current?.querySelector('[data-at]')?.scrollIntoView({ block: 'nearest' })
  }, [where.at])
  return (
    <section className={classes['scroll']} aria-label="Fields that differ">
      <table className={classes['fields']}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            {sides.map((side, at) => (
              <th key={side.cluster} scope="col">
                <SideHead
                  side={side}
                  at={at}
                  state={state}
                  told={told}
                  onPin={() => togglePin(side.cluster)}
                  onRemove={
                    sides.length === 2
                      ? undefined
                      : () =>
                          where.change({
                            clusters: where.clusters.filter((one) => one !== side.cluster),
                          })
                  }
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {differences.map(({ path, values, goneAt }) => (
            <tr
              key={path}
              data-at={path === where.at || undefined}
              data-gone={goneAt !== undefined || undefined}
            >
              <th scope="row">
                <bdi>{plainText(path)}</bdi>
              </th>
              {sides.map((side, at) => (
                <td
                  key={side.cluster}
                  data-label={side.cluster}
                  data-known={isKnown(side, state, told) || side.pinnedAt !== undefined}
                >
                  <ValueText value={values[at]} most={400} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
