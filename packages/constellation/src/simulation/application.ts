import { NAMESPACES } from './profile.ts'

/** One application of a cluster. */
export interface Application {
  readonly name: string
  readonly namespace: string
  /** Reached from outside, under a name that needs a certificate. */
  readonly public: boolean
}

export const APPLICATIONS: readonly Application[] = Object.entries(NAMESPACES).flatMap(
  ([namespace, names]) => names.map((name, at) => ({ name, namespace, public: at < 2 })),
)

/** Labels that everything of an application carries. */
export function labelsOf(
  { name, namespace }: Application,
  version = '1.0.0',
): Readonly<Record<string, string>> {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/version': version,
    'app.kubernetes.io/part-of': namespace,
    team: `team-${namespace}`,
  }
}
