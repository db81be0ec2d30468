import { Link, useSearch } from '@tanstack/react-router'
import { useEffect, useState, type ReactElement } from 'react'

import { PageHeader } from '../components/page-header.tsx'
import { StepUp } from './calls/step-up.tsx'
import { AwaitAgent } from './clusters/await-agent.tsx'
import { ByAgent, type AwaitedCluster } from './clusters/by-agent.tsx'
import { ByKubectl } from './clusters/by-kubectl.tsx'
import { PasteKubeconfig } from './clusters/paste-kubeconfig.tsx'
import { Permitted } from './clusters/permitted.tsx'
import classes from './new-cluster.module.css'

/** Adds a cluster: by a kubeconfig, by an account that is made for Argus, or by an agent. No secret outlives the page. */
export default function NewCluster(): ReactElement {
  const { by } = useSearch({ from: '/shell/clusters/new' })
  const [awaited, setAwaited] = useState<AwaitedCluster>()
  useEffect(() => {
    document.title = 'Add a cluster · Clusters · Argus'
  }, [])
  return (
    <Permitted needed={{ resource: 'clusters', verb: 'create', anywhere: true }}>
      {() => (
        <StepUp>
          <PageHeader>
            <Link to="/clusters">Clusters</Link> <span aria-hidden>›</span>{' '}
            <strong>Add a cluster</strong>
          </PageHeader>
          <main className={classes['page']}>
            {awaited === undefined ? (
              <Ways by={by} onAwaited={setAwaited} />
            ) : (
              <AwaitAgent {...awaited} />
            )}
          </main>
        </StepUp>
      )}
    </Permitted>
  )
}

function Ways({ by, onAwaited }: WaysProps): ReactElement {
  const Way = by === 'kubectl' ? ByKubectl : PasteKubeconfig
  return (
    <>
      <header className={classes['head']}>
        <h1>Add a cluster</h1>
        <p>
          Argus only ever reads: it needs get, list and watch.{' '}
          {by !== 'agent' &&
            'What you paste is checked here, sent once, sealed, and never shown again.'}
        </p>
        <nav aria-label="Ways to add a cluster" className={classes['ways']}>
          <Link to="/clusters/new" search={{}} replace activeOptions={WHOLE}>
            Paste a kubeconfig
          </Link>
          <Link to="/clusters/new" search={{ by: 'kubectl' }} replace activeOptions={WHOLE}>
            Read-only account by kubectl
          </Link>
          <Link to="/clusters/new" search={{ by: 'agent' }} replace activeOptions={WHOLE}>
            By an agent that dials out
          </Link>
        </nav>
      </header>
      {by === 'agent' ? <ByAgent onAdded={onAwaited} /> : <Way />}
    </>
  )
}

interface WaysProps {
  readonly by: string | undefined
  readonly onAwaited: (awaited: AwaitedCluster) => void
}

/** All are one page, and differ by what is asked of it. */
const WHOLE = { exact: true, includeSearch: true }
