import { clustersEndpoints } from '@argus/contracts/http/clusters'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, type ReactElement } from 'react'

import { PageHeader } from '../components/page-header.tsx'
import { StatusBar } from '../components/status-bar.tsx'
import { useClusters } from '../components/use-clusters.ts'
import { ConnectionBanner } from '../live/connection-banner.tsx'
import { counted } from '../live/words.ts'
import { may } from '../session/may.ts'
import { Icon } from '../ui/icon.tsx'
import { StepUp } from './calls/step-up.tsx'
import { useCalls } from './calls/use-calls.ts'
import { ClusterList } from './clusters/cluster-list.tsx'
import { Permitted } from './clusters/permitted.tsx'
import classes from './clusters.module.css'

/** Which clusters there are, how they are, and what the account may do there. */
export default function Clusters(): ReactElement {
  useEffect(() => {
    document.title = 'Clusters · Argus'
  }, [])
  return (
    <Permitted needed={{ resource: 'clusters', verb: 'get', anywhere: true }}>
      {({ grants }) => (
        <StepUp>
          <Body mayAdd={may(grants, { resource: 'clusters', verb: 'create', anywhere: true })} />
        </StepUp>
      )}
    </Permitted>
  )
}

function Body({ mayAdd }: { readonly mayAdd: boolean }): ReactElement {
  const calls = useCalls()
  const { told, clusters, answered } = useClusters()
  const ids = clusters.map(({ id }) => id).toSorted()
  const query = useQuery({
    // What a cluster is called and where it comes from changes when clusters come and go.
    queryKey: ['clusters', ids],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      calls.ask({ path: '/api/clusters', answer: clustersEndpoints.list.answers[200], signal }),
    // Whether agents are connected changes by itself.
    refetchInterval: ({ state }) =>
      state.data?.clusters.some(({ agent }) => agent !== undefined) === true && ASK_AGAIN_MS,
  })
  return (
    <>
      <PageHeader>
        <h1>Clusters</h1>
        {answered && <span>{counted(clusters.length, 'cluster')}</span>}
      </PageHeader>
      <ConnectionBanner told={told} />
      <main className={classes['page']}>
        <ClusterList
          clusters={clusters}
          answered={answered}
          query={query}
          action={
            mayAdd && (
              <Link to="/clusters/new" className={classes['add']}>
                <Icon name="plus" size={14} /> Add a cluster
              </Link>
            )
          }
        />
      </main>
      <StatusBar told={told} clusters={clusters} />
    </>
  )
}

const ASK_AGAIN_MS = 5_000
