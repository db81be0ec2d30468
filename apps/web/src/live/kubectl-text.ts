import type { LiveRow } from './resource-store.ts'
import { nameOf, namespaceOf } from './row-compare.ts'

/** A `kubectl get` for each cluster and namespace that the rows come from, to be pasted into a shell. */
export function kubectlText(kind: string, rows: readonly LiveRow[]): string {
  const places = Map.groupBy(rows, (row) => JSON.stringify([row.cluster, namespaceOf(row)]))
  return [...places.values()]
    .flatMap((there) => {
      const [first] = there
      if (first === undefined) return []
      const namespace = namespaceOf(first)
      const where = namespace === '' ? [] : [`--namespace=${namespace}`]
      // Behind the kind no name can be taken for an option.
      const words = ['kubectl', 'get', ...where, ...there.map((row) => `${kind}/${nameOf(row)}`)]
      return [`# ${first.cluster}`, words.map(quoted).join(' ')]
    })
    .join('\n')
}

/** As one word of a POSIX shell: a name must not become a command on the desk of whoever pastes it. */
function quoted(word: string): string {
  const plain = word.replaceAll(/\p{Cc}+/gu, ' ')
  return /^[\w./=-]+$/u.test(plain) ? plain : `'${plain.replaceAll("'", `'\\''`)}'`
}
