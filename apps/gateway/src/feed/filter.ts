import type { Subscribe } from '@argus/contracts/client-frame'
import { parseObjectKey } from '@argus/contracts/key'
import type { Record } from '@argus/contracts/record'
import type { Health } from '@argus/contracts/row'

import { expressionOf, type Expression } from './cel/expression.ts'
import { matchesLabels, selectorText, type LabelSelector } from './label-selector.ts'
import { parseLabelSelector } from './parse-label-selector.ts'

/** What a client wants of the objects it may see. Its namespaces are not here: they narrow the scope. */
export interface Filter {
  readonly name: string | undefined
  readonly labels: LabelSelector
  readonly health: ReadonlySet<Health> | undefined
  /** Told by the Feed, which then holds only what meets it: Records say too little of an object. */
  readonly cel: Expression | undefined
}

/** The filter of a request. Throws a Refusal `bad_selector`. */
export function filterOf({ name, labels = '', health, cel }: FilterRequest): Filter {
  if ((name ?? health ?? cel) === undefined && labels === '') return EVERYTHING
  return {
    name,
    labels: parseLabelSelector(labels),
    health: health && new Set(health),
    cel: cel === undefined ? undefined : expressionOf(cel),
  }
}

/** One for all who filter nothing: most. */
const EVERYTHING: Filter = {
  name: undefined,
  labels: parseLabelSelector(''),
  health: undefined,
  cel: undefined,
}

export type FilterRequest = Pick<Subscribe, 'name' | 'labels' | 'health' | 'cel'>

export function passes(filter: Filter, record: Record): boolean {
  return (
    namesKey(filter, record.key) &&
    (filter.health === undefined || filter.health.has(record.row.health)) &&
    matchesLabels(filter.labels, record.labels)
  )
}

/** Whether a Key may be named under this filter; labels and health of what is gone are not known. */
export function namesKey({ name }: Filter, key: string): boolean {
  return name === undefined || parseObjectKey(key).name === name
}

/** Canonical text: filters with equal text choose the same objects. */
export function filterText({ name, labels, health, cel }: Filter): string {
  return JSON.stringify([
    name ?? null,
    selectorText(labels),
    health === undefined ? null : [...health].toSorted(),
    ...(cel === undefined ? [] : [cel.text]),
  ])
}
