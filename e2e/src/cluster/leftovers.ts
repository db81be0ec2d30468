import type { Kubectl } from './kubectl.ts'
import { NAMESPACE, OURS, RELEASE } from './release.ts'

/** What Kubernetes makes in every namespace by itself, or of what happened. */
const OF_KUBERNETES = [
  /^configmap\/kube-root-ca\.crt$/,
  /^serviceaccount\/default$/,
  /^event(\.events\.k8s\.io)?\//,
  /^podmetrics\.metrics\.k8s\.io\//, // of pods that were there a moment ago
]

/** The volume claim of the release's own PostgreSQL. */
const CLAIM = `persistentvolumeclaim/data-${RELEASE}-postgresql-0`

/** Throws what an uninstallation left beside the volume claim, in the namespace and outside of it. */
export async function onlyTheClaim(kubectl: Kubectl): Promise<string> {
  const inside = await named(kubectl, true, '--namespace', NAMESPACE)
  const outside = await named(kubectl, false, '--selector', OURS)
  const left = [...inside, ...outside].filter(
    (name) => name !== CLAIM && !OF_KUBERNETES.some((pattern) => pattern.test(name)),
  )
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`)
  if (!inside.includes(CLAIM)) throw new Error(`${CLAIM} is gone`)
  return `only ${CLAIM} is left`
}

async function named(
  kubectl: Kubectl,
  namespaced: boolean,
  ...which: readonly string[]
): Promise<readonly string[]> {
  const kinds = await kubectl(
    'api-resources',
    `--namespaced=${namespaced}`,
    '--verbs=list',
    '--output=name',
  )
  const all = kinds.split('\n').join(',')
  const names = await kubectl(...which, 'get', all, '--output=name', '--ignore-not-found')
  return names.split('\n').filter((name) => name !== '')
}
