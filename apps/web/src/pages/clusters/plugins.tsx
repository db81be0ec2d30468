import type { Grant } from '@argus/contracts/grant'
import { pluginsEndpoints } from '@argus/contracts/http/plugins'
import type { PluginsAnswer } from '@argus/contracts/plugin-manifest'
import { Switch } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'

import { PLUGINS_KEY } from '../../live/kinds.ts'
import { counted, plainText } from '../../live/words.ts'
import { mayIn } from '../../session/may.ts'
import { Failure } from '../calls/failure.tsx'
import { useAction } from '../calls/use-action.ts'
import { useCalls } from '../calls/use-calls.ts'
import { Loaded } from '../calls/loaded.tsx'
import classes from '../clusters.module.css'
import detail from '../cluster.module.css'
import { usePluginsAnswer } from './use-plugins-answer.ts'

type Plugin = PluginsAnswer['plugins'][number]

/** Which plugins a cluster has, and which of them are followed there. */
export function Plugins({ cluster, grants }: PluginsProps): ReactElement {
  const calls = useCalls()
  const queries = useQueryClient()
  const action = useAction('Not switched')
  const query = usePluginsAnswer(cluster)
  const maySwitch = mayIn(grants, { resource: 'plugins', verb: 'update' }, cluster)
  const change = (plugin: string, enabled: boolean) =>
    action.run(async () => {
      await calls.ask({
        path: `/api/clusters/${encodeURIComponent(cluster)}/plugins/${encodeURIComponent(plugin)}`,
        method: 'PUT',
        body: { enabled },
        answer: pluginsEndpoints.switch.answers[200],
      })
      await queries.invalidateQueries({ queryKey: PLUGINS_KEY })
    })
  return (
    <>
      <div className={detail['tools']}>
        <p className={classes['meta']}>
          What is switched off here is no longer followed, and goes from every reader’s lists.
        </p>
      </div>
      <div className={classes['notice']}>
        <Failure>{action.failure}</Failure>
      </div>
      <Loaded query={query} what="the plugins">
        {({ plugins }) => (
          <div className={classes['scroll']}>
            <table className={classes['table']} data-cards>
              <thead>
                <tr>
                  <th scope="col">Plugin</th>
                  <th scope="col">In this cluster</th>
                  <th scope="col">Kinds</th>
                  <th scope="col">Followed</th>
                </tr>
              </thead>
              <tbody>
                {plugins.map((plugin) => (
                  <Line
                    key={plugin.id}
                    plugin={plugin}
                    here={plugin.clusters.find(({ id }) => id === cluster)}
                    onSwitch={maySwitch ? (enabled) => change(plugin.id, enabled) : undefined}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
    </>
  )
}

interface PluginsProps {
  readonly cluster: string
  readonly grants: readonly Grant[]
}

function Line({ plugin, here, onSwitch }: LineProps): ReactElement {
  const { name, description, resources } = plugin
  return (
    <tr data-known={here?.present ?? false}>
      <th scope="row">
        {plainText(name)}
        <span className={classes['reason']} dir="auto">
          {plainText(description)}
        </span>
      </th>
      <td>{here === undefined ? '–' : here.present ? 'Found' : 'Not found'}</td>
      <td>{counted(resources.length, 'kind')}</td>
      <td>
        {here === undefined ? (
          '–'
        ) : (
          <Followed name={name} enabled={here.enabled} onSwitch={onSwitch} />
        )}
      </td>
    </tr>
  )
}

function Followed({ name, enabled, onSwitch }: FollowedProps): ReactElement {
  if (onSwitch === undefined) return <>{enabled ? 'Yes' : 'Switched off'}</>
  return (
    <Switch
      checked={enabled}
      aria-label={`Follow ${plainText(name)}`}
      label={enabled ? 'On' : 'Off'}
      onChange={({ currentTarget }) => onSwitch(currentTarget.checked)}
    />
  )
}

interface FollowedProps extends Pick<LineProps, 'onSwitch'> {
  readonly name: string
  readonly enabled: boolean
}

interface LineProps {
  readonly plugin: Plugin
  readonly here: Plugin['clusters'][number] | undefined
  /** Absent for whoever may not. */
  readonly onSwitch: ((enabled: boolean) => void) | undefined
}
