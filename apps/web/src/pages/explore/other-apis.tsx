import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'

import type { Apis } from '../../live/api-resources.ts'
import type { Api } from '../../live/merge-apis.ts'
import { counted, plainText } from '../../live/words.ts'
import { pluralName } from '../../paths.ts'
import { Icon } from '../../ui/icon.tsx'
import classes from '../explore.module.css'

/** Everything else that the clusters serve: to open one is to have it followed. */
export function OtherApis({ found, told, clusters }: OtherApisProps): ReactElement {
  return (
    <section className={classes['group']}>
      <h2>
        <Icon name="kind" />
        Every other API
      </h2>
      {found.length === 0 && (
        <p className={classes['nothing']} role="status">
          {told.reading
            ? 'Asking the clusters what they serve'
            : 'None has this in its name or group.'}
        </p>
      )}
      <ul>
        {found.slice(0, SHOWN).map((api) => (
          <li key={`${api.group}/${api.resource}`}>
            <Link
              className={classes['other']}
              to="/r/$group/$resource"
              params={api}
              search={clusters === undefined ? {} : { clusters }}
              preload={false}
            >
              <span className={classes['name']}>
                <strong dir="auto">{plainText(pluralName(api.kind, api.resource))}</strong>{' '}
                <span dir="auto">{plainText(api.group)}</span>
              </span>
              <span>in {counted(api.clusters.length, 'cluster')}, not followed yet</span>
            </Link>
          </li>
        ))}
      </ul>
      {found.length > SHOWN && (
        <p className={classes['more']}>
          {counted(found.length - SHOWN, 'more kind')} have this in their name. Go on typing.
        </p>
      )}
      {told.silent.length > 0 && (
        <p className={classes['more']} role="status">
          {told.silent.join(', ')} could not say what there is. Search again in a minute.
        </p>
      )}
    </section>
  )
}

interface OtherApisProps {
  readonly found: readonly Api[]
  readonly told: Apis
  /** The scope that links carry along. */
  readonly clusters: string | undefined
}

const SHOWN = 50
