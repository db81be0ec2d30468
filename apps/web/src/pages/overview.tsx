import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, type ReactElement } from 'react'

import { BusiestKinds } from '../components/overview/busiest-kinds.tsx'
import { ClusterTable } from '../components/overview/cluster-table.tsx'
import { FailingList } from '../components/overview/failing-list.tsx'
import { PluginTable } from '../components/overview/plugin-table.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { useClusters } from '../components/use-clusters.ts'
import { ConnectionBanner } from '../live/connection-banner.tsx'
import { useKinds, usePlugins, WATCHES } from '../live/kinds.ts'
import { useResource, useTopicStore } from '../live/live-context.tsx'
import { total } from '../live/tally.ts'
import { useOverview } from '../live/use-tally.ts'
import { counted } from '../live/words.ts'
import { listOf, writeList } from '../search.ts'
import classes from './overview.module.css'

/** In three seconds: are all clusters live, and what broke last. */
export default function OverviewPage(): ReactElement {
  const search = useSearch({ from: '/shell/' })
  const navigate = useNavigate({ from: '/' })
  const { told, clusters, answered } = useClusters()
  const { data: plugins = NONE } = usePlugins()
  const watches = useResource(useTopicStore(WATCHES))
  const kinds = useKinds(watches, plugins)
  const scope = useMemo(() => listOf(search.clusters), [search.clusters])
  const overview = useOverview(kinds, scope)
  const { tally } = overview
  const shown = clusters.filter(({ id }) => scope.length === 0 || scope.includes(id))
  const objects = [...tally.byCluster.values()].reduce((sum, counts) => sum + total(counts), 0)
  const failed = tally.failing.length
  useEffect(() => {
    document.title = failed === 0 ? 'Overview · Argus' : `${failed} failed · Overview · Argus`
  }, [failed])
  return (
    <>
      <PageHeader
        chosen={scope}
        onChoose={(chosen) =>
          void navigate({ search: (old) => ({ ...old, clusters: writeList(chosen) }) })
        }
      >
        <h1>Overview</h1>
        {overview.answered && answered && (
          <span>
            {counted(objects, 'object')} of {counted(kinds.length, 'kind')} in{' '}
            {counted(shown.length, 'cluster')}
          </span>
        )}
      </PageHeader>
      <ConnectionBanner told={told} />
      <main className={classes['page']}>
        <ClusterTable clusters={shown} answered={answered} overview={overview} kinds={kinds} />
        <div className={classes['halves']}>
          <FailingList
            failing={tally.failing}
            answered={overview.answered}
            clusters={shown}
            scope={search.clusters}
          />
          <div>
            <PluginTable
              plugins={plugins}
              kinds={kinds}
              tally={tally}
              told={told}
              scope={search.clusters}
            />
            <BusiestKinds kinds={kinds} overview={overview} scope={search.clusters} />
          </div>
        </div>
      </main>
    </>
  )
}

const NONE: readonly [] = []
