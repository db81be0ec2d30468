import type { KubernetesObject } from '@argus/contracts/gateway-frame'
import { stringify } from 'yaml'

/** The object as people write it: identity first, then spec, then status. */
export function yamlOf(object: KubernetesObject): string {
  const known = ['apiVersion', 'kind', 'metadata', 'spec', 'data'].filter((name) => name in object)
  const rest = Object.keys(object).filter((name) => !known.includes(name) && name !== 'status')
  const status = 'status' in object ? ['status'] : []
  const ordered = Object.fromEntries(
    [...known, ...rest, ...status].map((name) => [name, object[name]]),
  )
  return stringify(ordered, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd()
}

/** The YAML with a comment, told once, wherever Argus left something out. */
export function withRemarks(yaml: string): string {
  const lines = yaml.split('\n')
  const metadata = lines.indexOf('metadata:')
  const withheld = lines.findIndex((line) => WITHHELD.test(line))
  return lines
    .flatMap((line, index) => [
      index === withheld ? `${line} # value withheld by Argus` : line,
      ...(index === metadata ? ['  # managedFields and last-applied are not kept'] : []),
    ])
    .join('\n')
}

/** A value of which nothing is left, as a scalar of its own line. */
const WITHHELD = /^\s*(?:- )*(?:\S.*: )?"\[redacted\]"$/u
