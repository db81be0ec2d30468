import type { ClusterFinding } from '@argus/contracts/cluster-diagnosis'

/** A finding in a cell of a list. */
export const FINDING_WORDS: Readonly<Record<ClusterFinding['type'], string>> = {
  cluster_admin: 'May do everything',
  may_change_objects: 'May write',
  may_run_programs: 'May run programs',
  may_act_as_others: 'May act as others',
  reads_secrets: 'May read Secrets',
  lists_nothing: 'May list nothing',
  permissions_unknown: 'Rights not known',
}

/** Whether the account may do more than reading needs. */
export function isTooMuch({ type }: ClusterFinding): boolean {
  return type !== 'lists_nothing' && type !== 'permissions_unknown'
}
