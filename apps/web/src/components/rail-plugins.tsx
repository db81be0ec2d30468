import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { usePlugins } from '../live/kinds.ts'
import { isInUse, pluginHealth } from '../live/plugin-health.ts'
import { useCounts } from '../live/use-counts.ts'
import { count, plainText } from '../live/words.ts'
import { Icon } from '../ui/icon.tsx'
import { PluginIcon } from './plugin-icon.tsx'
import classes from './rail.module.css'
import { useScope } from './use-scope.ts'

/** The plugins that the clusters in scope have, and what of theirs has failed. */
export function RailPlugins(): ReactElement | null {
  const { data: plugins = [] } = usePlugins()
  const counts = useCounts()
  const { text, scope } = useScope()
  const used = plugins
    .map((plugin) => ({ plugin, health: pluginHealth(plugin, counts, scope) }))
    .filter(({ plugin, health }) => isInUse(plugin, health, scope))
  if (used.length === 0) return null
  const search = text === undefined ? {} : { clusters: text }
  return (
    <>
      <h2 className={classes['heading']}>
        <Link to="/p" search={search}>
          Plugins
        </Link>
      </h2>
      {used.map(({ plugin, health }) => (
        <Link
          key={plugin.id}
          to="/p/$plugin"
          params={{ plugin: plugin.id }}
          search={search}
          className={classes['link']}
          activeOptions={{ includeSearch: false }}
          activeProps={{ 'data-active': true }}
          title={titleOf(plugin.name, health.counts.Failed)}
        >
          <PluginIcon plugin={plugin} />
          <span className={classes['label']} dir="auto">
            {plainText(plugin.name)}
          </span>
          {health.counts.Failed > 0 && (
            <span className={classes['alarm']}>
              <Icon name="failed" size={13} label="Failed" />
              <span className="number">{count(health.counts.Failed)}</span>
            </span>
          )}
        </Link>
      ))}
    </>
  )
}

/** All that a folded rail can say. */
function titleOf(name: string, failed: number): string {
  return failed === 0 ? plainText(name) : `${plainText(name)}, ${count(failed)} failed`
}
