import type { Command, Group, Option } from './command.ts'
import { clusters } from './table/clusters.ts'
import { objects } from './table/objects.ts'
import { sessions } from './table/sessions.ts'

/** Options of every command. */
export const shared: readonly Option[] = [
  {
    name: 'context',
    value: 'NAME',
    summary: 'ask the console of this context instead of the current one',
    completes: 'contexts',
  },
]

export const groups: readonly Group[] = [
  { name: 'clusters', summary: 'the clusters that Argus follows' },
  { name: 'kubeconfig', summary: 'kubeconfigs for Argus' },
  { name: 'contexts', summary: 'the consoles that are known here' },
]

/** All that `argus` can be told: the one place where it is said. */
export const commands: readonly Command[] = [...objects, ...clusters, ...sessions]
