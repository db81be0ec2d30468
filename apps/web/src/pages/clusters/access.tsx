import { clustersEndpoints, type ClusterSource } from '@argus/contracts/http/clusters'
import { readerRole } from '@argus/contracts/reader-account'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'

import { CopyButton } from '../../components/object/copy-button.tsx'
import { useCalls } from '../calls/use-calls.ts'
import { Loaded } from '../calls/loaded.tsx'
import classes from '../cluster.module.css'
import { Diagnosis } from './diagnosis.tsx'
import { usePluginsAnswer } from './use-plugins-answer.ts'

/** Whether the cluster can be reached, what the account may do there, and the rule that would be enough. */
export function Access({ cluster, source }: AccessProps): ReactElement {
  const calls = useCalls()
  const query = useQuery({
    queryKey: ['check', cluster],
    gcTime: 0,
    queryFn: ({ signal }) =>
      calls.ask({
        path: `/api/clusters/${encodeURIComponent(cluster)}/check`,
        method: 'POST',
        answer: clustersEndpoints.check.answers[200],
        signal,
      }),
  })
  return (
    <div className={classes['panel']}>
      <p>Argus only ever reads: it needs get, list and watch of what is shown, and nothing else.</p>
      <Loaded query={query} what="what the account may do">
        {(diagnosis) => (
          <>
            <Diagnosis diagnosis={diagnosis} byAgent={source === 'agent'} />
            <div className={classes['buttons']}>
              <Button
                variant="default"
                loading={query.isFetching}
                onClick={() => void query.refetch()}
              >
                Check again
              </Button>
            </div>
          </>
        )}
      </Loaded>
      <EnoughRule cluster={cluster} />
    </div>
  )
}

interface AccessProps {
  readonly cluster: string
  readonly source: ClusterSource
}

function EnoughRule({ cluster }: { readonly cluster: string }): ReactElement {
  const query = usePluginsAnswer(cluster)
  return (
    <Loaded query={query} what="the rule that would be enough">
      {({ plugins }) => {
        const role = readerRole(
          plugins.filter(({ clusters }) =>
            clusters.some((one) => one.id === cluster && one.enabled),
          ),
        )
        return (
          <section aria-label="The rule that would be enough">
            <header className={classes['rule']}>
              <h2>The rule that would be enough</h2>
              <CopyButton text={role} label="Copy the rule" />
            </header>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must do so by keyboard */}
            <pre className={classes['code']} tabIndex={0}>
              {role}
            </pre>
          </section>
        )
      }}
    </Loaded>
  )
}
