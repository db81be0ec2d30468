import { auditLogSchema } from '@argus/contracts/http/audit-log'
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, type ReactElement } from 'react'

import { saveFile } from '../components/save-file.ts'
import { clockTime, fullTime } from '../live/times.ts'
import { Icon } from '../ui/icon.tsx'
import { AuditTable } from './administration/audit/audit-table.tsx'
import { auditQuery, type AuditSearch } from './administration/audit/audit-query.ts'
import { AuditFilterBar } from './administration/audit/filter-bar.tsx'
import { Failure } from './calls/failure.tsx'
import { Loaded } from './calls/loaded.tsx'
import { useAction } from './calls/use-action.ts'
import { useCalls } from './calls/use-calls.ts'
import classes from './administration/audit/audit.module.css'

const PATH = '/api/audit-log'

/** What happened, newest first. */
export default function Audit(): ReactElement {
  const search = useSearch({ from: '/shell/admin/audit' })
  const navigate = useNavigate({ from: '/admin/audit' })
  const calls = useCalls()
  const action = useAction('Not exported')
  const { query: filters, ignored } = auditQuery(search)
  const query = useInfiniteQuery({
    queryKey: ['audit-log', filters],
    initialPageParam: '',
    getNextPageParam: ({ next }: { readonly next: number | null }) => next?.toString(),
    queryFn: ({ pageParam: before, signal }) => {
      const page = new URLSearchParams(filters)
      if (before !== '') page.set('before', before)
      return calls.ask({ path: `${PATH}?${page}`, answer: auditLogSchema, signal })
    },
  })
  useEffect(() => {
    document.title = 'Audit · Administration · Argus'
  }, [])
  const filter = (part: AuditSearch) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true })
  const save = () =>
    action.run(async () => {
      const file = await calls.file({ path: `${PATH}/export?${new URLSearchParams(filters)}` })
      saveFile('argus-audit-log.jsonl', file, 'application/x-ndjson')
    })
  const asOf = query.dataUpdatedAt
  return (
    <>
      <header className={classes['head']}>
        <h1>Audit</h1>
        {asOf > 0 && (
          <span title={fullTime(asOf)}>
            As of <span className="number">{clockTime(asOf)}</span>
          </span>
        )}
        <span className={classes['actions']}>
          <Button size="xs" variant="default" onClick={() => void query.refetch()}>
            Look for newer
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="download" size={14} />}
            onClick={save}
            title="All that the filters leave, an entry a line"
          >
            Export as JSON lines
          </Button>
        </span>
      </header>
      <AuditFilterBar search={search} onFilter={filter} />
      {ignored.map((sentence) => (
        <p key={sentence} className={classes['note']}>
          {sentence}
        </p>
      ))}
      <Failure>{action.failure}</Failure>
      <Loaded query={query} what="the audit log">
        {({ pages }) => (
          <AuditTable entries={pages.flatMap(({ entries }) => entries)} onFilter={filter} />
        )}
      </Loaded>
      {query.hasNextPage && (
        <Button
          m={16}
          size="xs"
          variant="default"
          className={classes['older'] ?? ''}
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Older
        </Button>
      )}
    </>
  )
}
