import type { UpFrame } from '@argus/contracts/agent-frame'
import type { DefinitionEvent } from '@argus/informer/definitions'

type Frame = Extract<UpFrame, { type: 'definitions' }>

/** Which definitions an agent has told of, by their marks: told again by a new line, one that is the same is no event. */
export class DefinitionMarks {
  readonly #marks = new Map<
    string,
    { readonly group: string; readonly resource: string; readonly mark: string }
  >()

  take({ all, changed, removed }: Frame): readonly DefinitionEvent[] {
    const there = new Set(changed.map(nameOf))
    const left = all
      ? [...this.#marks.values()].filter((known) => !there.has(nameOf(known)))
      : removed
    const events: DefinitionEvent[] = []
    for (const { group, resource } of left) {
      if (this.#marks.delete(nameOf({ group, resource })))
        events.push({ type: 'removed', group, resource })
    }
    for (const one of changed) {
      const { group, resource, mark } = one
      if (this.#marks.get(nameOf(one))?.mark === mark) continue
      this.#marks.set(nameOf(one), one)
      events.push({ type: 'changed', group, resource })
    }
    return events
  }
}

function nameOf({
  group,
  resource,
}: {
  readonly group: string
  readonly resource: string
}): string {
  return `${resource}.${group}`
}
