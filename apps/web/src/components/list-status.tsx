import type { ReactElement } from 'react'

import { shownSince, shownState, type Freshness } from '../live/freshness.ts'
import { perSecond } from '../live/rate.ts'
import type { ClusterOutline } from '../live/outline.ts'
import { useSecond } from '../live/second.ts'
import type { TopicStore } from '../live/topic-store.ts'
import { count, rateWord } from '../live/words.ts'
import { StatusBar } from './status-bar.tsx'

/** The status bar of a list: its clusters, how busy they are, and how much of it is on the screen. */
export function ListStatus({
  told,
  slices,
  store,
  onScreen,
  matching,
}: ListStatusProps): ReactElement {
  const now = useSecond()
  const rates = slices.map(({ topic }) => perSecond(store.rate(topic.cluster, now), now))
  const clusters = slices.map(({ topic, status }) => ({
    id: topic.cluster,
    state: shownState(status, told),
    since: shownSince(status, told),
    lag: store.state().clusters.get(topic.cluster)?.lag,
  }))
  return (
    <StatusBar told={told} clusters={clusters}>
      <span className="number">
        {rateWord(rates.reduce((sum, rate) => sum + rate, 0))} changes/s
      </span>
      <span className="number not-on-phones">
        {count(Math.min(onScreen, matching))} of {count(matching)} on screen
      </span>
    </StatusBar>
  )
}

interface ListStatusProps {
  readonly told: Freshness
  readonly slices: readonly ClusterOutline[]
  readonly store: TopicStore
  readonly onScreen: number
  readonly matching: number
}
