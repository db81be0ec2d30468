import { allows, allowsEverywhere } from '@argus/access/allows'
import { verb, type Grant } from '@argus/contracts/grant'
import type { Effective, Question } from '@argus/contracts/http/roles'

import type { Place } from './escalation.ts'

type Scope = Effective['scopes'][number]
type Kind = Pick<Scope['permissions'][number], 'apiGroup' | 'resource'>

/** What grants come to, place by place, and the answers to these questions: both by what enforces it. */
export function effectiveRights(
  grants: readonly Grant[],
  questions: readonly Question[],
): Effective {
  return {
    scopes: distinct(grants.map(({ cluster, namespace }) => ({ cluster, namespace })))
      .map((place) => scopeIn(grants, place))
      .filter(({ permissions }) => permissions.length > 0),
    answers: questions.map(({ namespace, ...question }) =>
      allows(grants, { ...question, ...(namespace !== undefined && { namespace }) }),
    ),
  }
}

/** All that holds in a place, what reaches into it from wider ones as well. */
function scopeIn(grants: readonly Grant[], place: Place): Scope {
  const kinds = distinct(
    grants.flatMap(({ permissions }) =>
      permissions.map(({ apiGroup, resource }): Kind => ({ apiGroup, resource })),
    ),
  )
  const permissions = kinds.map((kind) => ({
    ...kind,
    verbs: VERBS.filter((asked) => isAllowed(grants, { place, kind, verb: asked })),
  }))
  return { ...place, permissions: permissions.filter(({ verbs }) => verbs.length > 0) }
}

const VERBS = verb.exclude(['*']).options

interface Asked {
  readonly place: Place
  readonly kind: Kind
  readonly verb: (typeof VERBS)[number]
}

/** A star is asked for like a name: only a star allows it. */
function isAllowed(grants: readonly Grant[], { place, kind, verb: asked }: Asked): boolean {
  const { cluster, namespace } = place
  const request = { group: kind.apiGroup, resource: kind.resource, verb: asked }
  if (cluster === null) return allowsEverywhere(grants, request)
  return allows(grants, { ...request, cluster, ...(namespace !== null && { namespace }) })
}

/** Each once, in order. */
function distinct<T extends object>(all: readonly T[]): readonly T[] {
  const byText = new Map(all.map((one) => [JSON.stringify(one), one]))
  return [...byText.keys()].toSorted().flatMap((text) => byText.get(text) ?? [])
}
