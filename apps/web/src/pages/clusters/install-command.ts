/** What the chart of the agent is told. */
export interface AgentInstall {
  /** The address of the console, as `location.origin` has it. */
  readonly console: string
  readonly token: string
  /** Whether there may be an agent already, whose other settings are to stay. */
  readonly again: boolean
}

/** What installs the agent in a cluster, to be pasted into a shell. */
export function installCommand({ console, token, again }: AgentInstall): string {
  const act = again ? 'upgrade --install' : 'install'
  return [
    `helm ${act} argus-agent charts/argus-agent`,
    '--namespace argus-agent --create-namespace',
    ...(again ? ['--reuse-values'] : []),
    `--set url='${console}'`,
    `--set registration.token=${token}`,
  ].join(' \\\n  ')
}
