import { TextInput } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, type ReactElement } from 'react'

import { HealthBar, HealthCount } from '../components/health.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { StateSign, STATE_WORDS } from '../components/cluster-state.tsx'
import { StatusBar } from '../components/status-bar.tsx'
import { useClusters } from '../components/use-clusters.ts'
import { isLoud } from '../live/freshness.ts'
import { useApis } from '../live/api-resources.ts'
import { isNamed } from '../live/merge-apis.ts'
import { useKinds, usePlugins, WATCHES, type Kind } from '../live/kinds.ts'
import { useResource, useTopicStore } from '../live/live-context.tsx'
import { kindKey, NO_OBJECTS, total, type HealthCounts } from '../live/tally.ts'
import { useOverview } from '../live/use-tally.ts'
import { count, counted } from '../live/words.ts'
import { pluralName } from '../paths.ts'
import { listOf, writeList } from '../search.ts'
import { Icon, isIconName } from '../ui/icon.tsx'
import classes from './explore.module.css'
import { OtherApis } from './explore/other-apis.tsx'

/** Choose a kind. */
export default function Explore(): ReactElement {
  const search = useSearch({ from: '/shell/explore' })
  const navigate = useNavigate({ from: '/explore' })
  const { told, clusters } = useClusters()
  const { data: plugins = NONE } = usePlugins()
  const watches = useResource(useTopicStore(WATCHES))
  const kinds = useKinds(watches, plugins)
  const scope = useMemo(() => listOf(search.clusters), [search.clusters])
  const { tally } = useOverview(kinds, scope)
  const text = search.q ?? ''
  const found = kinds.filter((kind) => isNamed(kind, text))
  const asked = useMemo(
    () => clusters.map(({ id }) => id).filter((id) => scope.length === 0 || scope.includes(id)),
    [clusters, scope],
  )
  const searching = text.trim().length >= LEAST_LETTERS
  const served = useApis(asked, searching)
  const others = searching
    ? served.apis.filter(
        (api) => isNamed(api, text) && !kinds.some((kind) => kindKey(kind) === kindKey(api)),
      )
    : NONE
  const groups = Map.groupBy(found, ({ plugin }) => plugin?.name ?? 'Followed beside plugins')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    field.current?.focus()
    document.title = 'Explorer · Argus'
  }, [])
  return (
    <>
      <PageHeader
        chosen={scope}
        onChoose={(chosen) =>
          void navigate({ search: (old) => ({ ...old, clusters: writeList(chosen) }) })
        }
      >
        <h1>Explorer</h1>
        <span>
          {counted(kinds.length, 'kind')} in {counted(clusters.length, 'cluster')}
        </span>
      </PageHeader>
      <main className={classes['page']}>
        <TextInput
          className={classes['search'] ?? ''}
          aria-label="Find a kind"
          placeholder="Find a kind, by name or group"
          type="search"
          ref={field}
          value={search.q ?? ''}
          onChange={({ currentTarget: { value } }) =>
            void navigate({
              search: (old) => ({ ...old, q: value === '' ? undefined : value }),
              replace: true,
            })
          }
          onKeyDown={({ key }) => {
            const [first] = [...found, ...others]
            if (key === 'Enter' && first !== undefined)
              void navigate({
                to: '/r/$group/$resource',
                params: first,
                search: scopeSearch(search.clusters),
              })
          }}
          leftSection={<Icon name="search" />}
        />
        {found.length === 0 && !searching && (
          <p className={classes['nothing']}>{nothingWords(kinds.length, watches.answered)}</p>
        )}
        {[...groups].map(([title, members]) => (
          <section key={title} className={classes['group']}>
            <h2>
              <Icon name={pluginIcon(members[0])} />
              {title}
            </h2>
            <ul>
              {members.map((kind) => (
                <KindLine
                  key={kindKey(kind)}
                  kind={kind}
                  counts={tally.byKind.get(kindKey(kind)) ?? NO_OBJECTS}
                  known={!isLoud(told)}
                  clusters={search.clusters}
                />
              ))}
            </ul>
          </section>
        ))}
        {searching ? (
          <OtherApis found={others} told={served} clusters={search.clusters} />
        ) : (
          <p className={classes['more']}>
            Type {LEAST_LETTERS} letters to search everything else that these clusters serve.
          </p>
        )}
      </main>
      <StatusBar told={told} clusters={clusters}>
        <span>{counted(found.length, 'kind')}</span>
      </StatusBar>
    </>
  )
}

function KindLine({ kind, counts, known, clusters }: KindLineProps): ReactElement {
  const troubled = [...kind.states].filter(([, state]) => state !== 'live')
  return (
    <li>
      <Link
        className={classes['kind']}
        to="/r/$group/$resource"
        params={{ group: kind.group, resource: kind.resource }}
        search={scopeSearch(clusters)}
      >
        <span className={classes['name']}>
          <strong>{pluralName(kind.kind, kind.resource)}</strong> {kind.group}
        </span>
        <span className={classes['states']}>
          {troubled.slice(0, 3).map(([cluster, state]) => (
            <span key={cluster} title={`${STATE_WORDS[state]} in ${cluster}`}>
              <StateSign state={state} /> {cluster}
            </span>
          ))}
          {troubled.length > 3 && <span>and {troubled.length - 3} more</span>}
        </span>
        <span className={classes['failed']}>
          {counts.Failed > 0 && <HealthCount health="Failed" known={known} value={counts.Failed} />}
        </span>
        <span className={classes['bar']}>
          <HealthBar counts={counts} known={known} />
        </span>
        <span className={classes['total']}>{count(total(counts))}</span>
      </Link>
    </li>
  )
}

interface KindLineProps {
  readonly kind: Kind
  readonly counts: HealthCounts
  readonly known: boolean
  readonly clusters: string | undefined
}

function nothingWords(kinds: number, answered: boolean): string {
  if (!answered) return 'Reading which kinds are followed'
  return kinds === 0
    ? 'No kind is shown to you. Ask an administrator for a role that may list some.'
    : 'No kind has this in its name or group.'
}

function pluginIcon(kind: Kind | undefined) {
  const id = kind?.plugin?.id ?? 'kind'
  return isIconName(id) ? id : 'plugin'
}

function scopeSearch(clusters: string | undefined): { readonly clusters?: string } {
  return clusters === undefined ? {} : { clusters }
}

const NONE: readonly [] = []

/** With one letter nearly everything is found. */
const LEAST_LETTERS = 2
