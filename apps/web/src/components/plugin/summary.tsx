import type { PluginEntry } from '@argus/contracts/plugin-manifest'
import type { OwnKind } from '@argus/contracts/plugin-summary'
import { useMemo, type ReactElement, type ReactNode } from 'react'

import { countedObjects } from '../../live/counted-objects.ts'
import type { Freshness } from '../../live/freshness.ts'
import type { PluginHealth } from '../../live/plugin-health.ts'
import { kindKey } from '../../live/tally.ts'
import { useKindStates } from '../../live/use-kind-states.ts'
import { AttentionList } from './attention-list.tsx'
import { ChartSection } from './chart-section.tsx'
import classes from './plugin.module.css'

/** What the manifest counts, beside the kinds, and what it wants a person to see. */
export function SummarySections(props: SummaryProps): ReactElement {
  const { plugin, health, scope, text, told, children } = props
  const { charts = [], attention } = plugin.summary ?? {}
  const kinds = health.kinds.map(({ resource }) => resource)
  const isHere = ({ group, resource }: OwnKind) =>
    kinds.some((kind) => kind.group === group && kind.resource === resource)
  const wanted = [...charts.flatMap(({ of }) => of), ...(attention ? [attention.of] : [])]
  const states = useKindStates(wanted.filter(isHere))
  const objects = useMemo(
    () =>
      new Map(
        kinds.map((kind) => {
          const state = states.get(kindKey(kind))
          return [kindKey(kind), state === undefined ? [] : countedObjects(kind, state, scope)]
        }),
      ),
    // oxlint-disable-next-line react/exhaustive-deps -- the kinds are those of the health
    [health, states, scope],
  )
  const objectsOf = (of: readonly OwnKind[]) =>
    of.flatMap((kind) => objects.get(kindKey(kind)) ?? [])
  const drawn = charts.filter(({ of }) => of.some(isHere))
  return (
    <>
      <div className={classes['halves']} data-single={drawn.length === 0 || undefined}>
        {drawn.length > 0 && (
          <div className={classes['charts']}>
            {drawn.map((chart) => (
              <ChartSection
                key={chart.title}
                chart={chart}
                objects={objectsOf(chart.of)}
                kinds={kinds}
                text={text}
              />
            ))}
          </div>
        )}
        {children}
      </div>
      {attention !== undefined && isHere(attention.of) && (
        <AttentionList
          attention={attention}
          objects={objectsOf([attention.of])}
          state={states.get(kindKey(attention.of))}
          kinds={kinds}
          text={text}
          told={told}
        />
      )}
    </>
  )
}

interface SummaryProps {
  readonly plugin: PluginEntry
  readonly health: PluginHealth
  readonly scope: readonly string[]
  readonly text: string | undefined
  readonly told: Freshness
  readonly children: ReactNode
}
