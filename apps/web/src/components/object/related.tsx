import type { KubernetesObject } from '@argus/contracts/gateway-frame'
import type { ReactElement } from 'react'

import { usePlugins } from '../../live/kinds.ts'
import { shownState } from '../../live/freshness.ts'
import { useFreshness, useResource, useTopicStore } from '../../live/live-context.tsx'
import { nameOf, namespaceOf } from '../../live/row-compare.ts'
import { counted } from '../../live/words.ts'
import { pluralName } from '../../paths.ts'
import type { ObjectAddress } from '../../search.ts'
import { namedObjects, referrers, type Referrer } from './links.ts'
import { NamedLine, NamedObject } from './named-object.tsx'
import { OwnerChain } from './owner-chain.tsx'
import classes from './object.module.css'
import { summaryOf } from './summary-of.ts'
import { useKindFinder } from './use-kind-finder.ts'

/** What an object belongs to, what it names, and what names it: each with its health, live. */
export function Related({ object, address }: RelatedProps): ReactElement {
  const { data: plugins = NONE } = usePlugins()
  const { kinds } = useKindFinder()
  const followed = (one: { readonly group: string; readonly resource: string }) =>
    kinds.find(({ group, resource }) => group === one.group && resource === one.resource)
  const { owners } = summaryOf(object)
  const named = namedObjects(plugins, address, object)
  const naming = referrers(plugins, address).filter(
    (one) => followed(one)?.states.has(address.cluster) === true,
  )
  return (
    <div className={classes['related']}>
      <section>
        <h3>Belongs to</h3>
        {owners.length === 0 && <p className={classes['meta']}>Nothing owns it.</p>}
        <OwnerChain owners={owners} address={address} depth={0} />
      </section>
      <section>
        <h3>Names</h3>
        {named.length === 0 && (
          <p className={classes['meta']}>It names nothing that Argus knows how to find.</p>
        )}
        <ul>
          {named.map((one) => (
            <li key={JSON.stringify(one)}>
              <NamedObject kind={followed(one)?.kind ?? one.resource} address={one} />
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>Named by</h3>
        {naming.length === 0 && (
          <p className={classes['meta']}>
            No kind that is followed here names objects of this one.
          </p>
        )}
        {naming.slice(0, MOST_KINDS).map((one) => (
          <Naming key={`${one.group}/${one.resource}`} referrer={one} cluster={address.cluster} />
        ))}
        {naming.length > MOST_KINDS && (
          <p className={classes['meta']}>
            {counted(naming.length - MOST_KINDS, 'more kind')} may name it and were not looked
            through:{' '}
            {naming
              .slice(MOST_KINDS)
              .map(({ kind }) => kind)
              .join(', ')}
            .
          </p>
        )}
      </section>
    </div>
  )
}

interface RelatedProps {
  readonly object: KubernetesObject | undefined
  readonly address: ObjectAddress
}

/** The objects of one kind that name this one. */
function Naming({ referrer, cluster }: NamingProps): ReactElement {
  const { group, resource, kind, request } = referrer
  const told = useFreshness()
  const { clusters, ended } = useResource(useTopicStore(request))
  const slice = clusters.get(cluster)
  const rows = [...(slice?.rows.values() ?? [])]
  const title = pluralName(kind, resource)
  return (
    <>
      <h4>
        {title}{' '}
        <span className={classes['meta']}>{namingWords(rows.length, slice?.complete, ended)}</span>
      </h4>
      <ul>
        {rows.slice(0, MOST_ROWS).map((row) => (
          <li key={row.id}>
            <NamedLine
              kind={namespaceOf(row)}
              address={{ group, resource, cluster, namespace: namespaceOf(row), name: nameOf(row) }}
              row={row}
              state={slice && shownState(slice.status, told)}
              absence=""
            />
          </li>
        ))}
      </ul>
      {rows.length > MOST_ROWS && (
        <p className={classes['meta']}>and {counted(rows.length - MOST_ROWS, 'more')}</p>
      )}
    </>
  )
}

interface NamingProps {
  readonly referrer: Referrer
  readonly cluster: string
}

function namingWords(
  found: number,
  complete: boolean | undefined,
  ended: { readonly code: string } | undefined,
): string {
  if (ended !== undefined)
    return ended.code === 'too_many' ? 'too many lists are open in this browser' : 'not shown'
  if (found > 0) return `${found}`
  return complete === true ? 'none' : 'reading'
}

const NONE: readonly [] = []
/** A connection has room for eight lists that ask by an expression, and the reader may have others open. */
const MOST_KINDS = 6
const MOST_ROWS = 30
