/** One step of a field path: the name of a field, or every item of a list. */
type PathStep = { readonly field: string } | 'items'

/** The steps of a path as manifests write it: `.spec.rules[*].host`, `.metadata.annotations['a.io/b']`. */
function pathSteps(path: string): readonly PathStep[] {
  return [...path.matchAll(/\.([A-Za-z_][\w-]*)|\['([^'\]]+)'\]|(\[\*\])/gu)].map(
    ([, plain, quoted]) => {
      const field = plain ?? quoted
      return field === undefined ? 'items' : { field }
    },
  )
}

/** The texts that stand at a path; what is something else is left out. */
export function textsAt(object: unknown, path: string): readonly string[] {
  let found: readonly unknown[] = [object]
  for (const step of pathSteps(path))
    found = found.flatMap((value) => {
      if (step === 'items') return Array.isArray(value) ? value : []
      return isRecord(value) && Object.hasOwn(value, step.field) ? [value[step.field]] : []
    })
  return found.filter((value) => typeof value === 'string').filter((text) => text !== '')
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * A condition in CEL that this text is among those at the path; `undefined` where the path goes through more lists than
 * an expression may. Fields are asked for by index, since some of their names are words of the language.
 */
export function pathCondition(path: string, text: string): string | undefined {
  const steps = pathSteps(path)
  if (steps.filter((step) => step === 'items').length > MOST_LOOPS) return undefined
  return condition('object', steps, { text: JSON.stringify(text), depth: 0 })
}

function condition(
  value: string,
  steps: readonly PathStep[],
  sought: { readonly text: string; readonly depth: number },
): string {
  const [step, ...rest] = steps
  if (step === undefined) return `${value} == ${sought.text}`
  if (step !== 'items') return condition(`${value}[${JSON.stringify(step.field)}]`, rest, sought)
  const item = `i${sought.depth}`
  const inner = condition(item, rest, { ...sought, depth: sought.depth + 1 })
  return `${value}.exists(${item}, ${inner})`
}

const MOST_LOOPS = 2
