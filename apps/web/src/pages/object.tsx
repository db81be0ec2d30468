import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, type ReactElement } from 'react'

import { CopyIcon } from '../components/object/copy-icon.tsx'
import classes from '../components/object/object.module.css'
import { objectLink } from '../components/object/object-link.ts'
import { readTab, writeTab } from '../components/object/object-tab.ts'
import { ObjectView } from '../components/object/object-view.tsx'
import { useKindFinder } from '../components/object/use-kind-finder.ts'
import { PageHeader } from '../components/page-header.tsx'
import { StatusBar } from '../components/status-bar.tsx'
import { useClusters } from '../components/use-clusters.ts'
import { ConnectionBanner } from '../live/connection-banner.tsx'
import { plainText } from '../live/words.ts'
import { pluralName } from '../paths.ts'
import { readObjectParams } from '../search.ts'
import { Icon } from '../ui/icon.tsx'

/** One object as a page of its own. */
export default function ObjectPage(): ReactElement {
  const params = useParams({ from: '/shell/r/$group/$resource/$cluster/$namespace/$name' })
  const search = useSearch({ from: '/shell/r/$group/$resource/$cluster/$namespace/$name' })
  const navigate = useNavigate({ from: '/r/$group/$resource/$cluster/$namespace/$name' })
  const address = useMemo(() => readObjectParams(params), [params])
  const { told, clusters } = useClusters()
  const { kinds } = useKindFinder()
  const { group, resource, cluster, name } = address
  const kind = kinds.find((one) => one.group === group && one.resource === resource)?.kind
  const title = kind === undefined ? resource : pluralName(kind, resource)
  const tab = readTab(search.tab)
  useEffect(() => {
    document.title = `${plainText(name)} · ${title} · Argus`
  }, [name, title])
  return (
    <>
      <PageHeader>
        <Link to="/explore">Explorer</Link>
        <Icon name="chevron-right" size={13} />
        <Link to="/r/$group/$resource" params={{ group, resource }}>
          {title}
        </Link>
        <Icon name="chevron-right" size={13} />
        <strong dir="auto">{plainText(name)}</strong>
      </PageHeader>
      <main className={classes['page']}>
        <ConnectionBanner told={told} />
        <ObjectView
          key={JSON.stringify(address)}
          address={address}
          heading="h1"
          tab={tab}
          // Tabs of one object are no places to go back to one by one.
          onTab={(next) =>
            void navigate({ search: (old) => ({ ...old, tab: writeTab(next) }), replace: true })
          }
          path={search.path}
          onPath={(path) => void navigate({ search: (old) => ({ ...old, path }), replace: true })}
          buttons={
            <CopyIcon
              icon="link"
              label="Copy link"
              text={() => objectLink(address, { tab, path: search.path, origin: location.origin })}
            />
          }
        />
      </main>
      <StatusBar told={told} clusters={clusters.filter(({ id }) => id === cluster)}>
        <span>{title}</span>
      </StatusBar>
    </>
  )
}
