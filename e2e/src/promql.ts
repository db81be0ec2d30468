import { parser } from '@prometheus-io/lezer-promql'

/** The metrics that a PromQL expression selects. Throws where it is not PromQL, with where. */
export function metricsOf(expression: string): readonly string[] {
  const names: string[] = []
  parser.parse(expression).iterate({
    enter({ name, type, from, to }) {
      if (type.isError)
        throw new Error(`not PromQL at ${from}: ${expression.slice(from)} in ${expression}`)
      // The name of a selector; labels and functions are other nodes.
      if (name === 'Identifier') names.push(expression.slice(from, to))
    },
  })
  return [...new Set(names)]
}
