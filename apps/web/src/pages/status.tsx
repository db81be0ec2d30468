import { parseTopicKey, INTERNAL_GROUP } from '@argus/contracts/topic'
import type { StateSpan } from '@argus/live-client/report'
import { Button } from '@mantine/core'
import { useEffect, type ReactElement, type ReactNode } from 'react'

import { ClusterState, StateSign, STATE_WORDS } from '../components/cluster-state.tsx'
import { CopyButton } from '../components/object/copy-button.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { useClusters } from '../components/use-clusters.ts'
import { correctedReport, correctionOf, correctionWords } from '../live/clock-correction.ts'
import { useLive } from '../live/live-context.tsx'
import { reportText } from '../live/report-text.ts'
import { useSecond } from '../live/second.ts'
import { clockTime, fullTime } from '../live/times.ts'
import { count, duration, plainText } from '../live/words.ts'
import classes from './status.module.css'

/** Is it alive? It asks nothing of its own, so it works when all else does not. */
export default function Status(): ReactElement {
  const { client, connection } = useLive()
  const { told, clusters } = useClusters()
  const now = useSecond()
  const correction = correctionOf(connection.clockDifferenceMs)
  const report = correctedReport(client.report(), correction)
  const { state } = connection
  useEffect(() => {
    document.title = 'Is it alive? · Argus'
  }, [])
  return (
    <>
      <PageHeader>
        <h1>Is it alive?</h1>
      </PageHeader>
      <main className={classes['page']}>
        <section>
          <h2>
            Connection
            <span className={classes['actions']}>
              {told.type !== 'live' && (
                <Button size="compact-sm" variant="default" onClick={() => client.retryNow()}>
                  Retry now
                </Button>
              )}
              <CopyButton
                label="Copy report"
                text={reportText({ connection, report, clusters, now })}
              />
            </span>
          </h2>
          <dl className={classes['facts']}>
            <Fact name="State">{told.type === 'live' ? 'Live' : phaseWords(state.phase)}</Fact>
            <Fact name="Connection">{state.phase === 'open' ? state.connection : 'none'}</Fact>
            <Fact name="Last word heard">
              {connection.downSince === undefined
                ? 'just now'
                : `${duration(now - connection.downSince)} ago`}
            </Fact>
            <Fact name="Clock of this computer">
              {correction === 0 ? 'Right' : correctionWords(correction)}
            </Fact>
            <Fact name="Outages">{count(report.outages.length)}</Fact>
          </dl>
        </section>
        <section>
          <h2>Outages</h2>
          <Table
            name="Outages"
            heads={['Since', 'Until', 'Lasted', 'Code', 'Why']}
            empty="None since this page was opened."
          >
            {report.outages.toReversed().map(({ since, until, code, reason }) => (
              <tr key={since}>
                <Time at={since} />
                <Time at={until} />
                <td>{duration((until ?? now) - since)}</td>
                <td>{code ?? '–'}</td>
                <td>{plainText(reason)}</td>
              </tr>
            ))}
          </Table>
        </section>
        <section>
          <h2>Clusters</h2>
          <Table
            name="Clusters"
            heads={['Cluster', 'State', 'Why']}
            empty="No cluster is known yet."
          >
            {clusters.map(({ id, state: own, since, lag, reason }) => (
              <tr key={id}>
                <th scope="row">{id}</th>
                <td>
                  <ClusterState state={own} since={since} lag={lag} now={now} />
                </td>
                <td dir="auto">{plainText(reason)}</td>
              </tr>
            ))}
          </Table>
        </section>
        <section>
          <h2>What was followed, and how far it could be trusted</h2>
          <Table
            name="What was followed, and how far it could be trusted"
            heads={['Cluster', 'Kind', 'State', 'Since', 'Until', 'Why']}
            empty="Nothing was followed yet."
          >
            {report.spans
              .toReversed()
              .slice(0, MOST_SHOWN)
              .map((span) => (
                <SpanLine key={`${span.topic}${span.since}${span.state}`} span={span} />
              ))}
          </Table>
        </section>
        <section>
          <h2>Noticed and repaired</h2>
          <Table name="Noticed and repaired" heads={['When', 'What']} empty="Nothing.">
            {report.remarks.toReversed().map(({ at, text }, index) => (
              <tr key={report.remarks.length - index}>
                <Time at={at} />
                <td>{plainText(text)}</td>
              </tr>
            ))}
          </Table>
        </section>
      </main>
    </>
  )
}

function SpanLine({
  span: { topic, state, since, until, reason },
}: {
  readonly span: StateSpan
}): ReactElement {
  const parsed = parseTopicKey(topic)
  const kind =
    parsed?.group === INTERNAL_GROUP
      ? `Argus: ${parsed.resource}`
      : `${parsed?.resource}.${parsed?.group}`
  return (
    <tr>
      <th scope="row">{parsed?.cluster}</th>
      <td dir="auto">{plainText(kind)}</td>
      <td>
        <span className={classes['state']}>
          <StateSign state={state} /> {STATE_WORDS[state]}
        </span>
      </td>
      <Time at={since} />
      <Time at={until} />
      <td>{reason !== undefined && plainText(reason)}</td>
    </tr>
  )
}

function Table({ name, heads, empty, children }: TableProps): ReactElement {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is scrolled by the keyboard, too
    <div className={classes['box']} role="region" aria-label={name} tabIndex={0}>
      <table className={classes['table']}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {children.length > 0 ? (
            children
          ) : (
            <tr>
              <td colSpan={heads.length}>{empty}</td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}

interface TableProps {
  readonly name: string
  readonly heads: readonly string[]
  readonly empty: string
  readonly children: readonly ReactElement[]
}

function Fact({
  name,
  children,
}: {
  readonly name: string
  readonly children: ReactNode
}): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Time({ at }: { readonly at: number | undefined }): ReactElement {
  return (
    <td title={at === undefined ? undefined : fullTime(at)}>
      {at === undefined ? 'now' : clockTime(at)}
    </td>
  )
}

function phaseWords(phase: string): string {
  return (
    {
      waiting: 'Waiting to dial again',
      dialling: 'Dialling',
      resting: 'Resting',
      stopped: 'Stopped',
    }[phase] ?? 'Silent'
  )
}

const MOST_SHOWN = 100
