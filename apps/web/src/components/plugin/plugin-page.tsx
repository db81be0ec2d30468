import type { PluginEntry } from '@argus/contracts/plugin-manifest'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo, type ReactElement } from 'react'

import { ConnectionBanner } from '../../live/connection-banner.tsx'
import { isLoud } from '../../live/freshness.ts'
import { pluginHealth, presenceIn } from '../../live/plugin-health.ts'
import { total } from '../../live/tally.ts'
import { useCounts } from '../../live/use-counts.ts'
import { count, counted, plainText } from '../../live/words.ts'
import { writeList } from '../../search.ts'
import { Icon } from '../../ui/icon.tsx'
import { PageHeader } from '../page-header.tsx'
import { PluginIcon } from '../plugin-icon.tsx'
import { StatusBar } from '../status-bar.tsx'
import { useClusters } from '../use-clusters.ts'
import { useScope } from '../use-scope.ts'
import { ClusterStrip } from './cluster-strip.tsx'
import { KindTable } from './kind-table.tsx'
import classes from './plugin.module.css'
import { SummarySections } from './summary.tsx'

/** What a plugin has in the clusters in scope: how its objects are, and what its manifest counts of them. */
export function PluginPage({ plugin }: { readonly plugin: PluginEntry }): ReactElement {
  const navigate = useNavigate({ from: '/p/$plugin' })
  const { text, scope } = useScope()
  const { told, clusters } = useClusters()
  const counts = useCounts()
  const health = useMemo(() => pluginHealth(plugin, counts, scope), [plugin, counts, scope])
  const known = !isLoud(told)
  const shown = clusters
    .filter(({ id }) => scope.length === 0 || scope.includes(id))
    .map((cluster) => ({
      ...cluster,
      presence: presenceIn(cluster.id, {
        kinds: health.kinds,
        plugin,
        answered: counts.answered,
      }),
    }))
  const present = shown.filter(({ presence }) => presence.type === 'present')
  const enabled = shown.filter(({ presence }) => presence.type !== 'off')
  const name = plainText(plugin.name)
  const failed = health.counts.Failed
  useEffect(() => {
    document.title = `${failed === 0 ? '' : `${count(failed)} failed · `}${name} · Argus`
  }, [failed, name])
  return (
    <>
      <PageHeader
        chosen={scope}
        onChoose={(chosen) => void navigate({ search: { clusters: writeList(chosen) } })}
      >
        <Link to="/p" search={text === undefined ? {} : { clusters: text }}>
          Plugins
        </Link>
        <Icon name="chevron-right" size={13} />
        <strong dir="auto">{name}</strong>
      </PageHeader>
      <ConnectionBanner told={told} />
      <main className={classes['page']}>
        <div className={classes['head']}>
          <span className={classes['badge']}>
            <PluginIcon plugin={plugin} size={18} />
          </span>
          <h1 dir="auto">{name}</h1>
          {counts.answered && present.length > 0 && (
            <span className={classes['meta']}>
              {counted(total(health.counts), 'object')} of {counted(health.kinds.length, 'kind')} in{' '}
              {counted(present.length, 'cluster')}
            </span>
          )}
          <span className={classes['space']} />
          {isWebAddress(plugin.docs) && (
            <a
              className={classes['docs']}
              href={plugin.docs}
              target="_blank"
              rel="noreferrer"
              title={plugin.docs}
            >
              <Icon name="external" size={14} /> Documentation
            </a>
          )}
          <span className={classes['meta']}>
            Enabled in {enabled.length} of {shown.length}
          </span>
        </div>
        <ClusterStrip plugin={plugin} clusters={shown} />
        {present.length > 0 && (
          <SummarySections plugin={plugin} health={health} scope={scope} text={text} told={told}>
            <KindTable kinds={health.kinds} text={text} known={known} answered={counts.answered} />
          </SummarySections>
        )}
      </main>
      <StatusBar told={told} clusters={shown}>
        <span className="number not-on-phones">
          {counted(health.kinds.length, 'kind')} followed
        </span>
      </StatusBar>
    </>
  )
}

function isWebAddress(text: string): boolean {
  return ['https:', 'http:'].includes(URL.parse(text)?.protocol ?? '')
}
