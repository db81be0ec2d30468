import type { ApiResourcesAnswer } from '@argus/contracts/http/api-resources'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type ReactElement } from 'react'

import { apiResourcesOf } from '../../live/api-resources.ts'
import { isNamed } from '../../live/merge-apis.ts'
import { counted, plainText } from '../../live/words.ts'
import { useSession } from '../../session/session-context.tsx'
import { Loaded } from '../calls/loaded.tsx'
import classes from '../clusters.module.css'
import detail from '../cluster.module.css'

type ApiResource = ApiResourcesAnswer['resources'][number]

/** What a cluster serves, each a link to its list; what is not followed yet begins to be when its list is opened. */
export function Apis({ cluster }: { readonly cluster: string }): ReactElement {
  const session = useSession()
  const [text, setText] = useState('')
  const query = useQuery(apiResourcesOf(session, cluster))
  return (
    <Loaded query={query} what="the APIs of this cluster">
      {({ resources }) => {
        const shown = resources.filter((one) => isNamed(one, text))
        return (
          <>
            <div className={detail['tools']}>
              <input
                type="search"
                aria-label="Filter by kind or group"
                placeholder="Filter by kind or group"
                value={text}
                onChange={({ currentTarget }) => setText(currentTarget.value)}
              />
              <span className={classes['meta']} role="status">
                {text === ''
                  ? counted(resources.length, 'kind')
                  : `${shown.length} of ${resources.length}`}
              </span>
            </div>
            <div className={classes['scroll']}>
              <table className={classes['table']} data-cards>
                <thead>
                  <tr>
                    <th scope="col">Kind</th>
                    <th scope="col">Resource</th>
                    <th scope="col">Group</th>
                    <th scope="col">Version</th>
                    <th scope="col">Followed</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((one) => (
                    <tr key={`${one.group}/${one.resource}`}>
                      <th scope="row">
                        <Link
                          to="/r/$group/$resource"
                          params={one}
                          search={{ clusters: cluster }}
                          preload={false}
                        >
                          {plainText(one.kind)}
                        </Link>
                      </th>
                      <td dir="auto">{plainText([one.resource, ...one.shortNames].join(', '))}</td>
                      <td dir="auto">{plainText(one.group)}</td>
                      <td dir="auto">{plainText(one.version)}</td>
                      <td>{followedWords(one)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {shown.length === 0 && (
                <p className={classes['nothing']}>
                  {text === ''
                    ? 'The cluster serves nothing that you may list.'
                    : 'No kind has this in its name or group. Clear the filter to see all.'}
                </p>
              )}
            </div>
          </>
        )
      }}
    </Loaded>
  )
}

function followedWords({ followed, plugin }: ApiResource): string {
  if (!followed) return 'When opened'
  return plugin === undefined ? 'Now, somebody looks at it' : `By ${plugin}`
}
