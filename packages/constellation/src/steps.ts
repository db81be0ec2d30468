/** One thing that was done at the start: what, how it came out for a person, and how long it took. */
export interface Step {
  readonly name: string
  readonly detail: string
  readonly ms: number
}

/** Runs a task and tells it as a Step when it has come out well. */
export async function told<T extends { readonly detail: string }>(
  name: string,
  task: Promise<T>,
  tell: (step: Step) => void,
): Promise<T> {
  const began = performance.now()
  const result = await task
  tell({ name, detail: result.detail, ms: performance.now() - began })
  return result
}
