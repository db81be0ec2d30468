import type { ClusterAnswer, ClusterSource } from '@argus/contracts/http/clusters'
import type { Grant } from '@argus/contracts/grant'
import { Button, Tabs } from '@mantine/core'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useState, type ComponentType, type ReactElement } from 'react'

import { Lost } from '../components/lost.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { StatusBar } from '../components/status-bar.tsx'
import { useClusters } from '../components/use-clusters.ts'
import { ConnectionBanner } from '../live/connection-banner.tsx'
import { plainText } from '../live/words.ts'
import { ApiError } from '../session/api-error.ts'
import { mayIn } from '../session/may.ts'
import { StepUp } from './calls/step-up.tsx'
import { Access } from './clusters/access.tsx'
import { AgentActions } from './clusters/agent-actions.tsx'
import { Apis } from './clusters/apis.tsx'
import { ClusterFacts } from './clusters/cluster-facts.tsx'
import { Permitted } from './clusters/permitted.tsx'
import { Plugins } from './clusters/plugins.tsx'
import { RemoveCluster } from './clusters/remove-cluster.tsx'
import { SOURCES } from './clusters/source-words.ts'
import { useClusterAnswer } from './clusters/use-cluster-answer.ts'
import { Watches } from './clusters/watches.tsx'
import { Loaded } from './calls/loaded.tsx'
import classes from './cluster.module.css'

/** One cluster: how following it goes, which plugins, what its account may do, and what it serves. */
export default function Cluster(): ReactElement {
  const { cluster } = useParams({ from: '/shell/clusters/$cluster' })
  useEffect(() => {
    document.title = `${plainText(cluster)} · Clusters · Argus`
  }, [cluster])
  return (
    <Permitted needed={{ resource: 'clusters', verb: 'get' }} cluster={cluster}>
      {({ grants }) => (
        <StepUp>
          <Body key={cluster} id={cluster} grants={grants} />
        </StepUp>
      )}
    </Permitted>
  )
}

function Body({ id, grants }: BodyProps): ReactElement {
  const { told, clusters } = useClusters()
  const query = useClusterAnswer(id)
  const { error } = query
  if (error instanceof ApiError && ['not_found', 'not_allowed'].includes(error.code))
    return <Lost />
  const summary = clusters.find((one) => one.id === id)
  return (
    <>
      <PageHeader>
        <Link to="/clusters">Clusters</Link> <span aria-hidden>›</span> <strong>{id}</strong>
      </PageHeader>
      <ConnectionBanner told={told} />
      <main className={classes['page']}>
        <Loaded query={query} what="this cluster">
          {(cluster) => (
            <>
              <ClusterFacts
                cluster={cluster}
                summary={summary}
                action={
                  <>
                    {cluster.source === 'agent' && mayIn(grants, UPDATE, id) && (
                      <AgentActions cluster={id} />
                    )}
                    <Removal cluster={cluster} grants={grants} />
                  </>
                }
              />
              <Sections cluster={cluster} grants={grants} />
            </>
          )}
        </Loaded>
      </main>
      <StatusBar told={told} clusters={summary === undefined ? [] : [summary]} />
    </>
  )
}

interface BodyProps {
  readonly id: string
  readonly grants: readonly Grant[]
}

/** What is removed elsewhere says where, instead of a button that could only be refused. */
function Removal({ cluster, grants }: RemovalProps): ReactElement | null {
  const [asked, setAsked] = useState(false)
  if (!mayIn(grants, { resource: 'clusters', verb: 'delete' }, cluster.id)) return null
  const { removal } = SOURCES[cluster.source]
  if (removal !== undefined || cluster.version === null)
    return <p className={classes['elsewhere']}>{removal}</p>
  return (
    <>
      <Button variant="default" onClick={() => setAsked(true)}>
        Remove the cluster
      </Button>
      {asked && (
        <RemoveCluster
          id={cluster.id}
          version={cluster.version}
          lost={cluster.source === 'agent' ? OF_AGENT : OF_CONNECTION}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  )
}

const UPDATE = { resource: 'clusters', verb: 'update' } as const
const OF_CONNECTION =
  'its address, labels and sealed credential, which must be given again to add it'
const OF_AGENT =
  'its labels and the right of its agent, which must be given again to add it; the agent itself runs on, and is refused'

interface RemovalProps {
  readonly cluster: ClusterAnswer
  readonly grants: readonly Grant[]
}

function Sections({ cluster, grants }: RemovalProps): ReactElement {
  const { tab } = useSearch({ from: '/shell/clusters/$cluster' })
  const navigate = useNavigate({ from: '/clusters/$cluster' })
  const [first] = TABS
  const shown = TABS.find((one) => one.id === tab) ?? first
  return (
    <Tabs
      className={classes['tabs'] ?? ''}
      value={shown.id}
      keepMounted={false}
      onChange={(next) =>
        void navigate({
          search: { tab: next === null || next === first.id ? undefined : next },
          replace: true,
        })
      }
    >
      <Tabs.List>
        {TABS.map(({ id: value, name }) => (
          <Tabs.Tab key={value} value={value}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {TABS.map(({ id: value, Panel }) => (
        <Tabs.Panel key={value} value={value}>
          <Panel cluster={cluster.id} source={cluster.source} grants={grants} />
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}

interface PanelProps {
  readonly cluster: string
  readonly source: ClusterSource
  readonly grants: readonly Grant[]
}

interface Section {
  readonly id: string
  readonly name: string
  readonly Panel: ComponentType<PanelProps>
}

const TABS: readonly [Section, ...Section[]] = [
  { id: 'watches', name: 'Watches', Panel: Watches },
  { id: 'plugins', name: 'Plugins', Panel: Plugins },
  { id: 'access', name: 'Access', Panel: Access },
  { id: 'apis', name: 'APIs', Panel: Apis },
]
