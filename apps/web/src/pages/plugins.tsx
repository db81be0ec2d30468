import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, type ReactElement } from 'react'

import { HealthCells, HealthHeads } from '../components/plugin/health-cells.tsx'
import classes from '../components/plugin/plugin.module.css'
import { PageHeader } from '../components/page-header.tsx'
import { PluginIcon } from '../components/plugin-icon.tsx'
import { StatusBar } from '../components/status-bar.tsx'
import { useClusters } from '../components/use-clusters.ts'
import { useScope } from '../components/use-scope.ts'
import { ConnectionBanner } from '../live/connection-banner.tsx'
import { isLoud } from '../live/freshness.ts'
import { usePlugins } from '../live/kinds.ts'
import { pluginHealth, presenceIn } from '../live/plugin-health.ts'
import { useCounts } from '../live/use-counts.ts'
import { counted, plainText } from '../live/words.ts'
import { writeList } from '../search.ts'

/** All plugins, and how what is theirs is. */
export default function PluginsPage(): ReactElement {
  const navigate = useNavigate({ from: '/p' })
  const { text, scope } = useScope()
  const { told, clusters } = useClusters()
  const plugins = usePlugins()
  const counts = useCounts()
  const inScope = clusters.filter(({ id }) => scope.length === 0 || scope.includes(id))
  const known = !isLoud(told)
  useEffect(() => {
    document.title = 'Plugins · Argus'
  }, [])
  return (
    <>
      <PageHeader
        chosen={scope}
        onChoose={(chosen) => void navigate({ search: { clusters: writeList(chosen) } })}
      >
        <h1>Plugins</h1>
      </PageHeader>
      <ConnectionBanner told={told} />
      <main className={classes['page']}>
        {plugins.isError && (
          <p className={classes['nothing']} role="alert">
            The plugins could not be read. Argus asks again by itself.
          </p>
        )}
        {plugins.isPending && <p className={classes['nothing']}>Reading the plugins</p>}
        {plugins.data !== undefined && (
          <table className={`${classes['table']} ${classes['all']}`} aria-label="Plugins">
            <thead>
              <tr>
                <th scope="col">Plugin</th>
                <th scope="col" className={classes['wide']}>
                  Found in
                </th>
                <HealthHeads />
              </tr>
            </thead>
            <tbody>
              {plugins.data.map((plugin) => {
                const { kinds, counts: healths } = pluginHealth(plugin, counts, scope)
                const found = inScope.filter(
                  ({ id }) =>
                    presenceIn(id, { kinds, plugin, answered: counts.answered }).type === 'present',
                )
                return (
                  <tr key={plugin.id} data-known={known && found.length > 0}>
                    <th scope="row">
                      <Link
                        to="/p/$plugin"
                        params={{ plugin: plugin.id }}
                        search={text === undefined ? {} : { clusters: text }}
                        className={classes['name']}
                      >
                        <PluginIcon plugin={plugin} />
                        <span dir="auto">{plainText(plugin.name)}</span>
                      </Link>
                    </th>
                    <td className={classes['wide']}>
                      {counts.answered
                        ? found.length === 0
                          ? 'no cluster'
                          : `${found.length} of ${counted(inScope.length, 'cluster')}`
                        : '–'}
                    </td>
                    <HealthCells counts={healths} known={known} answered={counts.answered} />
                  </tr>
                )
              })}
            </tbody>
          </table>
        )}
      </main>
      <StatusBar told={told} clusters={inScope}>
        <span />
      </StatusBar>
    </>
  )
}
