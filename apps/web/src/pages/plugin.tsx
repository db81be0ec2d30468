import { useParams } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import { Lost } from '../components/lost.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { PluginPage } from '../components/plugin/plugin-page.tsx'
import classes from '../components/plugin/plugin.module.css'
import { usePlugins } from '../live/kinds.ts'

/** A plugin, as its manifest says. */
export default function Plugin(): ReactElement {
  const { plugin: id } = useParams({ from: '/shell/p/$plugin' })
  const plugins = usePlugins()
  const plugin = plugins.data?.find((one) => one.id === id)
  if (plugin !== undefined) return <PluginPage key={id} plugin={plugin} />
  if (!plugins.isPending && !plugins.isError) return <Lost place="Plugins" />
  return (
    <>
      <PageHeader>
        <strong>Plugins</strong>
      </PageHeader>
      <main className={classes['page']}>
        <p className={classes['nothing']} role="status">
          {plugins.isError
            ? 'The plugins could not be read. Argus asks again by itself.'
            : 'Reading the plugins'}
        </p>
      </main>
    </>
  )
}
