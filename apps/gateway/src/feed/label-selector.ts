/**
 * A label selector in Kubernetes' own terms; all of its requirements must hold.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export type LabelSelector = readonly Requirement[]

export type Requirement =
  | { readonly operator: 'in' | 'notin'; readonly key: string; readonly values: readonly string[] }
  | { readonly operator: 'exists' | 'absent'; readonly key: string }
  | { readonly operator: 'above' | 'below'; readonly key: string; readonly value: number }

export type Labels = Readonly<{ [label: string]: string }>

/** Whether labels satisfy a selector. As in Kubernetes, `!=` and `notin` hold where the label is missing. */
export function matchesLabels(selector: LabelSelector, labels: Labels): boolean {
  return selector.every((requirement) => holds(requirement, valueOf(labels, requirement.key)))
}

/** Canonical text: selectors with equal text choose the same objects, whatever way they were written. */
export function selectorText(selector: LabelSelector): string {
  return [...new Set(selector.map(requirementText))].toSorted().join(',')
}

function holds(requirement: Requirement, value: string | undefined): boolean {
  switch (requirement.operator) {
    case 'in':
      return value !== undefined && requirement.values.includes(value)
    case 'notin':
      return value === undefined || !requirement.values.includes(value)
    case 'exists':
      return value !== undefined
    case 'absent':
      return value === undefined
    case 'above':
      return value !== undefined && INTEGER.test(value) && Number(value) > requirement.value
    case 'below':
      return value !== undefined && INTEGER.test(value) && Number(value) < requirement.value
  }
}

/** Labels come from clusters: one named like a member of every object must not be found where there is none. */
function valueOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined
}

function requirementText(requirement: Requirement): string {
  const { operator, key } = requirement
  switch (requirement.operator) {
    case 'in':
    case 'notin':
      return `${key} ${operator} (${[...new Set(requirement.values)].toSorted().join(',')})`
    case 'exists':
    case 'absent':
      return `${key} ${operator}`
    case 'above':
    case 'below':
      return `${key} ${operator} ${requirement.value}`
  }
}

/** What `>` and `<` compare. */
export const INTEGER = /^[-+]?\d{1,18}$/
