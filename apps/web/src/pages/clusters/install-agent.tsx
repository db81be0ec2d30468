import type { AgentTokenAnswer } from '@argus/contracts/http/agents'
import type { ReactElement } from 'react'

import { CopyButton } from '../../components/object/copy-button.tsx'
import { clockTime } from '../../live/times.ts'
import { installCommand } from './install-command.ts'
import classes from './agent.module.css'

/** The command with the token, and what there is to know of it; the token is in the page for as long as this is. */
export function InstallAgent({ registration, again }: InstallAgentProps): ReactElement {
  const { token, expiresAt } = registration
  const { origin, protocol } = location
  const command = installCommand({ console: origin, token, again })
  return (
    <div className={classes['install']}>
      <p>Run this where helm reaches the cluster, in a checkout of Argus.</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must do so by keyboard */}
      <pre tabIndex={0} aria-label="the command" className={classes['command']}>
        {command}
      </pre>
      <div>
        <CopyButton text={command} label="Copy the command" />
      </div>
      <p>
        The token in it is shown this once, and is good once, until{' '}
        {clockTime(Date.parse(expiresAt))}. Whoever has it until then can feed this cluster: give it
        to nobody.
      </p>
      {protocol !== 'https:' && (
        <p className={classes['warning']}>
          The agent speaks https alone, and {origin} does not. Write the https address at which the
          cluster reaches this console in its place.
        </p>
      )}
    </div>
  )
}

interface InstallAgentProps {
  readonly registration: AgentTokenAnswer
  /** Whether there may be an agent already. */
  readonly again: boolean
}
